using OnlineMl.Features;

namespace OnlineMl.FeatureExtraction;

/// <summary>Writes terms into a vector so that each is there once, with how often it came.</summary>
internal sealed class TermCounter
{
    // Where each stranger of the output stands; strangers are numbered 0, 1, 2, … in one example.
    private int[] _strangers = [];

    // An open hash table of positions, for outputs whose ids are too many for an array.
    private int[] _slots = [];

    /// <summary>Gets ready for a number of terms, to be added to an empty vector.</summary>
    public void Begin(int terms, FeatureVector output)
    {
        if (output.Space.HashBits > 0)
        {
            var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, terms * 2));
            if (_slots.Length != size)
            {
                _slots = new int[size];
            }

            Array.Clear(_slots);
        }
    }

    /// <summary>Adds a term.</summary>
    /// <returns>Its position when it is new to the vector, else -1.</returns>
    public int Count(ReadOnlySpan<byte> term, FeatureVector output)
    {
        var id = output.Resolve(term);
        var position = PositionOf(id, output);
        if (position < 0)
        {
            output.Add(id, 1.0);
            return output.Count - 1;
        }

        output.SetNumber(position, output.Numbers[position] + 1);
        return -1;
    }

    private int PositionOf(int id, FeatureVector output) =>
        id >= FeatureSpace.FirstStranger ? PositionOfStranger(id, output)
        : output.Space.HashBits > 0 ? PositionOfHashed(id, output)
        : output.IndexOf(id);

    // What is left from earlier examples is recognised because it does not point back to the id.
    private int PositionOfStranger(int id, FeatureVector output)
    {
        var stranger = id - FeatureSpace.FirstStranger;
        if (stranger >= _strangers.Length)
        {
            Array.Resize(ref _strangers, Math.Max(64, stranger * 2));
        }

        var position = _strangers[stranger];
        if (position < output.Count && output.Ids[position] == id)
        {
            return position;
        }

        _strangers[stranger] = output.Count;
        return -1;
    }

    private int PositionOfHashed(int id, FeatureVector output)
    {
        var mask = _slots.Length - 1;
        for (var slot = id & mask; ; slot = (slot + 1) & mask)
        {
            var position = _slots[slot] - 1;
            if (position < 0)
            {
                _slots[slot] = output.Count + 1;
                return -1;
            }

            if (output.Ids[position] == id)
            {
                return position;
            }
        }
    }
}
