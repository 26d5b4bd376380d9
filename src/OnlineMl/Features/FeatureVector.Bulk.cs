using System.Runtime.Intrinsics;

namespace OnlineMl.Features;

/// <content>What transformers use to write many entries at once.</content>
public sealed partial class FeatureVector
{
    /// <summary>Lets a step fill this vector with what it makes of an example, which may not be too much.</summary>
    internal void BeginMaking(object step, FeatureVector x)
    {
        Clear();
        _maker = step;
        (MostMade, MostNames) = (x.MostMade, x.MostNames);
        _most = (int)Math.Min((long)x._count + MostMade, int.MaxValue);
    }

    /// <summary>Refuses what a step has made when it is too much, also where there happened to be room for it.</summary>
    /// <exception cref="TooManyFeaturesException">It is too much.</exception>
    internal void EndMaking() => MadeFeatures.Check(_maker, _count, _most);

    /// <summary>Makes this a copy of another vector and gives its numbers to be changed in place. Those of texts stay 0.</summary>
    internal Span<double> CopyForChange(FeatureVector other)
    {
        CopyFrom(other);
        ClearRests();
        return _numbers.AsSpan(0, _count);
    }

    /// <summary>Changes the number at a position.</summary>
    internal void SetNumber(int position, double number) => _numbers[position] = number;

    /// <summary>Adds the value at a position of another vector under an id of this space.</summary>
    internal void AddNamed(int id, FeatureVector other, int position)
    {
        if (other.TextAt(position) is { } text)
        {
            Add(id, text);
        }
        else
        {
            Add(id, other._numbers[position], other.RestAt(position));
        }
    }

    /// <summary>Gives room for the numbers of the next entries, which <see cref="AddWritten"/> then adds.</summary>
    internal Span<double> Room(int count)
    {
        Reserve(_count + count);
        return _numbers.AsSpan(_count, count);
    }

    /// <summary>Adds ids whose numbers were written to the <see cref="Room"/> for them.</summary>
    internal void AddWritten(ReadOnlySpan<int> ids)
    {
        var count = _count;
        ids.CopyTo(_ids.AsSpan(count));
        CountAdded(ids);
    }

    /// <summary>Adds ids with the number 1 each, without a look whether they are present already.</summary>
    internal void AddOnes(ReadOnlySpan<int> ids)
    {
        var count = _count;
        Reserve(count + ids.Length);
        ids.CopyTo(_ids.AsSpan(count));
        _numbers.AsSpan(count, ids.Length).Fill(1);
        CountAdded(ids);
    }

    private void CountAdded(ReadOnlySpan<int> ids)
    {
        var count = _count;
        if (_denseCount == count)
        {
            var i = 0;
            var expected = Vector256.CreateSequence(count, 1);
            for (; i + Vector256<int>.Count <= ids.Length && Vector256.Create(ids[i..]) == expected; i += Vector256<int>.Count)
            {
                expected += Vector256.Create(Vector256<int>.Count);
            }

            for (; i < ids.Length && ids[i] == count + i; i++)
            {
            }

            _denseCount += i;
        }

        _count = count + ids.Length;
    }

    private void CopyEntries(FeatureVector other)
    {
        var count = other._count;
        Reserve(count);
        other._ids.AsSpan(0, count).CopyTo(_ids);
        other._numbers.AsSpan(0, count).CopyTo(_numbers);
        _count = count;
        _denseCount = other._denseCount;
        for (var position = 0; position < count && other._restCount > _restCount; position++)
        {
            if (other.RestAt(position) is not 0 and var rest)
            {
                SetRest(position, rest);
            }
        }

        if (other._textCount == 0)
        {
            return;
        }

        for (var position = 0; position < count; position++)
        {
            if (other.TextAt(position) is { } text)
            {
                SetText(position, text);
                _codes[position] = other._codes[position];
            }
        }
    }
}
