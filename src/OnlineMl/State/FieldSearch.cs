using System.Text;

namespace OnlineMl.State;

/// <summary>Finds the fields of objects in what <see cref="StateWriter"/> wrote.</summary>
/// <remarks>Fields that are asked for in the order in which they were written are met without a search. The first that is
/// not makes an index of its object's fields.</remarks>
internal sealed class FieldSearch(ReadOnlyMemory<byte> bytes)
{
    private Frame _frame;

    /// <summary>Reads values; it stands before the value of a field that was found.</summary>
    public PackedReader Reader = new(bytes);

    /// <summary>Begins the object at the current position.</summary>
    /// <returns>The object around it.</returns>
    public Frame Enter()
    {
        var outer = _frame;
        var count = Reader.ReadMapHeader();
        _frame = new Frame { Start = Reader.Consumed, Next = Reader.Consumed, Count = count, Left = count };
        return outer;
    }

    /// <summary>Moves behind the object, to the one around it.</summary>
    public void Leave(in Frame outer)
    {
        Reader.Consumed = End();
        _frame = outer;
    }

    /// <exception cref="StateFormatException">There is more.</exception>
    public void ExpectEnd()
    {
        if (Reader.Consumed != Reader.Length)
        {
            throw new StateFormatException($"There are {Reader.Length - Reader.Consumed} bytes behind the state.");
        }
    }

    /// <summary>Moves to the value of a field of the current object.</summary>
    public bool Seek(FieldName name)
    {
        if (_frame.Index is null)
        {
            if (_frame.Left == 0)
            {
                // All fields have been asked for one after the other, and this one was not among them.
                return false;
            }

            Reader.Consumed = _frame.Next;
            if (Reader.TryReadShort(name.Name) || IsNamed(Reader.ReadStringSpan(), name))
            {
                _frame.Left--;
                return true;
            }

            _frame.Index = MakeIndex();
        }

        if (!_frame.Index.TryGetValue(name.Name, out var position) &&
            (name.Formerly is null || !_frame.Index.TryGetValue(name.Formerly, out position)))
        {
            return false;
        }

        Reader.Consumed = position;
        return true;
    }

    /// <summary>Takes note that a value of the current object was read: in the usual order the next field follows it.</summary>
    public void Passed() => _frame.Next = Reader.Consumed;

    /// <summary>Reads nil, if there is one.</summary>
    public bool SkipNil()
    {
        var isNil = Reader.TryReadNil();
        Passed();
        return isNil;
    }

    /// <summary>Reads how many objects a list has.</summary>
    public int ReadCount()
    {
        var count = Reader.ReadArrayHeader();
        Passed();
        return count;
    }

    /// <summary>Reads the shape of the object that follows.</summary>
    public string ReadShape()
    {
        var shape = Reader.ReadArrayHeader() == 2 ? Reader.ReadString() : null;
        Passed();
        return shape ?? throw new StateFormatException($"There is no shape before byte {Reader.Consumed}.");
    }

    private static bool IsNamed(ReadOnlySpan<byte> key, FieldName name) =>
        IsNamed(key, name.Name) || (name.Formerly is not null && IsNamed(key, name.Formerly));

    private static bool IsNamed(ReadOnlySpan<byte> key, string name) =>
        Ascii.Equals(key, name) || (!Ascii.IsValid(name) && string.Equals(Encoding.UTF8.GetString(key), name, StringComparison.Ordinal));

    private Dictionary<string, int> MakeIndex()
    {
        Reader.Consumed = _frame.Start;
        var index = new Dictionary<string, int>(_frame.Count, StringComparer.Ordinal);
        for (var left = _frame.Count; left > 0; left--)
        {
            var key = Reader.ReadString();
            if (key is null || !index.TryAdd(key, Reader.Consumed))
            {
                throw new StateFormatException($"An object has the field '{key}' twice.");
            }

            Reader.Skip();
        }

        _frame.End = Reader.Consumed;
        return index;
    }

    private int End()
    {
        if (_frame.Index is not null)
        {
            return _frame.End;
        }

        Reader.Consumed = _frame.Next;
        for (; _frame.Left > 0; _frame.Left--)
        {
            Reader.ReadStringSpan();
            Reader.Skip();
        }

        return Reader.Consumed;
    }

    /// <summary>Where an object's fields are, as far as it is known.</summary>
    internal struct Frame
    {
        public int Start;
        public int Next;
        public int Count;
        public int Left;
        public int End;
        public Dictionary<string, int>? Index;
    }
}
