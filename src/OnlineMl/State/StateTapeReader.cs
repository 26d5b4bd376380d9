namespace OnlineMl.State;

/// <summary>Fills an object from what <see cref="StateTapeWriter"/> kept of its twin. The arrays become the object's own, so that a tape
/// is read once.</summary>
/// <remarks>Lengths are checked as for a file, because the twin may be none; what numbers fields may hold is not, because they are
/// another's that is alive.</remarks>
internal sealed class StateTapeReader(StateTape tape) : StateArchive
{
    private int _first;
    private int _next;
    private int _end;

    public override bool IsLoading => true;

    /// <summary>Fills an object from the entry at an index.</summary>
    public void Object(int entry, IStateful item)
    {
        var outer = (_first, _next, _end);
        (_first, _next, _end) = (entry + 1, entry + 1, tape[entry].End);
        item.Describe(this);
        (_first, _next, _end) = outer;
    }

    public override void Field(FieldName name, ref double value, NumberRange range = default)
    {
        if (Seek(name, StateTapeWriter.Number, out var entry))
        {
            value = BitConverter.Int64BitsToDouble(tape[entry].Bits);
        }
    }

    public override void Field(FieldName name, ref int value, WholeRange range = default)
    {
        if (Seek(name, StateTapeWriter.Whole, out var entry))
        {
            value = checked((int)tape[entry].Bits);
        }
    }

    public override void Field(FieldName name, ref long value, WholeRange range = default)
    {
        if (Seek(name, StateTapeWriter.Whole, out var entry))
        {
            value = tape[entry].Bits;
        }
    }

    public override void Field(FieldName name, ref ulong value)
    {
        if (Seek(name, StateTapeWriter.Whole, out var entry))
        {
            value = (ulong)tape[entry].Bits;
        }
    }

    public override void Field(FieldName name, ref bool value)
    {
        if (Seek(name, StateTapeWriter.Truth, out var entry))
        {
            value = tape[entry].Bits != 0;
        }
    }

    public override void Field(FieldName name, ref string? value)
    {
        if (Seek(name, out var entry))
        {
            value = tape[entry].Content is null or string ? (string?)tape[entry].Content : throw Unlike(name);
        }
    }

    public override void Field(FieldName name, ref Label value)
    {
        if (Seek(name, out var entry))
        {
            value = tape[entry].Content is Label label ? label : throw Unlike(name);
        }
    }

    public override void Field(FieldName name, ref double[] values, FieldLength length, NumberRange range = default) => Array(name, ref values, length);

    public override void Field(FieldName name, ref int[] values, FieldLength length, WholeRange range = default) => Array(name, ref values, length);

    public override void Field(FieldName name, ref long[] values, FieldLength length, WholeRange range = default) => Array(name, ref values, length);

    public override void Field(FieldName name, ref uint[] values, FieldLength length, WholeRange range = default) => Array(name, ref values, length);

    public override void Field(FieldName name, ref byte[] values, FieldLength length, WholeRange range = default) => Array(name, ref values, length);

    public override void Field(FieldName name, ref string[] values, FieldLength length) => Array(name, ref values, length);

    public override void Field(FieldName name, ref Label[] values, FieldLength length) => Array(name, ref values, length);

    public override void Child(FieldName name, IStateful child)
    {
        if (Seek(name, StateTapeWriter.Instance, out var entry))
        {
            Object(entry, child);
        }
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T> create)
        where T : class
    {
        if (Seek(name, out var entry))
        {
            child = tape[entry].Content is null ? null : Filled(entry, create());
        }
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class
    {
        if (Seek(name, out var entry))
        {
            child = tape[entry].Content is null ? null : Filled(entry, create(ShapeOf(name, entry)));
        }
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T> create)
    {
        if (!Seek(name, StateTapeWriter.List, out var list))
        {
            return;
        }

        children.Clear();
        length.Check(name, (int)tape[list].Bits);
        for (var entry = list + 1; entry < tape[list].End; entry = tape[entry].End)
        {
            children.Add(Filled(entry, create()));
        }
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T, string> shapeOf, Func<string, T> create)
    {
        if (!Seek(name, StateTapeWriter.List, out var list))
        {
            return;
        }

        children.Clear();
        length.Check(name, (int)tape[list].Bits);
        for (var entry = list + 1; entry < tape[list].End; entry = tape[entry].End)
        {
            children.Add(Filled(entry, create(ShapeOf(name, entry))));
        }
    }

    private static StateFormatException Unlike(FieldName name) => new($"The field '{name.Name}' of the one object is not of the kind of the other's.");

    private T Filled<T>(int entry, T item)
        where T : class, IStateful
    {
        Object(entry, item);
        return item;
    }

    private string ShapeOf(FieldName name, int entry) => tape[entry].Content as string ?? throw Unlike(name);

    private void Array<T>(FieldName name, ref T[] values, FieldLength length)
    {
        if (Seek(name, out var entry))
        {
            var items = tape[entry].Content is T[] array && array.GetType() == typeof(T[]) ? array : throw Unlike(name);
            length.Check(name, items.Length);
            values = items;
        }
        else
        {
            System.Array.Resize(ref values, length.Of(values.Length));
        }
    }

    private bool Seek(FieldName name, object kind, out int entry)
    {
        if (!Seek(name, out entry))
        {
            return false;
        }

        return ReferenceEquals(tape[entry].Content, kind) ? true : throw Unlike(name);
    }

    // Twins describe themselves in the same order, so that a field is nearly always the next one.
    private bool Seek(FieldName name, out int entry)
    {
        entry = _next;
        if (entry < _end && tape[entry].Name == name.Name)
        {
            _next = tape[entry].End;
            return true;
        }

        for (entry = _first; entry < _end; entry = tape[entry].End)
        {
            if (tape[entry].Name == name.Name)
            {
                _next = tape[entry].End;
                return true;
            }
        }

        return false;
    }
}
