using System.Globalization;
using System.Text.Json;

namespace OnlineMl.State;

/// <summary>Writes learned state as JSON that people can read.</summary>
internal sealed class StateJsonWriter(Utf8JsonWriter json) : StateArchive
{
    public override bool IsLoading => false;

    public void Object(IStateful item)
    {
        json.WriteStartObject();
        item.Describe(this);
        json.WriteEndObject();
    }

    public override void Field(string name, ref double value)
    {
        json.WritePropertyName(name);
        Write(value);
    }

    public override void Field(string name, ref int value) => json.WriteNumber(name, value);

    public override void Field(string name, ref long value) => json.WriteNumber(name, value);

    public override void Field(string name, ref ulong value) => json.WriteNumber(name, value);

    public override void Field(string name, ref bool value) => json.WriteBoolean(name, value);

    public override void Field(string name, ref string? value) => json.WriteString(name, value);

    public override void Field(string name, ref Label value)
    {
        json.WritePropertyName(name);
        Write(value);
    }

    public override void Field(string name, ref double[] values, int count) => Array(name, values.AsSpan(0, count), Write);

    public override void Field(string name, ref float[] values, int count) =>
        Array(name, values.AsSpan(0, count), value => Write((double)value));

    public override void Field(string name, ref int[] values, int count) => Array(name, values.AsSpan(0, count), json.WriteNumberValue);

    public override void Field(string name, ref long[] values, int count) => Array(name, values.AsSpan(0, count), json.WriteNumberValue);

    public override void Field(string name, ref uint[] values, int count) => Array(name, values.AsSpan(0, count), json.WriteNumberValue);

    public override void Field(string name, ref byte[] values, int count) => json.WriteBase64String(name, values.AsSpan(0, count));

    public override void Field(string name, ref string[] values, int count) => Array(name, values.AsSpan(0, count), json.WriteStringValue);

    public override void Field(string name, ref Label[] values, int count) => Array(name, values.AsSpan(0, count), Write);

    public override void Child(string name, IStateful child)
    {
        json.WritePropertyName(name);
        Object(child);
    }

    public override void Child<T>(string name, ref T? child, Func<T> create)
        where T : class
    {
        json.WritePropertyName(name);
        if (child is null)
        {
            json.WriteNullValue();
        }
        else
        {
            Object(child);
        }
    }

    public override void Child<T>(string name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class
    {
        json.WritePropertyName(name);
        if (child is null)
        {
            json.WriteNullValue();
        }
        else
        {
            ShapedObject(child, shapeOf(child));
        }
    }

    public override void Children<T>(string name, List<T> children, Func<T> create)
    {
        json.WriteStartArray(name);
        foreach (var child in children)
        {
            Object(child);
        }

        json.WriteEndArray();
    }

    public override void Children<T>(string name, List<T> children, Func<T, string> shapeOf, Func<string, T> create)
    {
        json.WriteStartArray(name);
        foreach (var child in children)
        {
            ShapedObject(child, shapeOf(child));
        }

        json.WriteEndArray();
    }

    private void ShapedObject(IStateful item, string shape)
    {
        json.WriteStartArray();
        json.WriteStringValue(shape);
        Object(item);
        json.WriteEndArray();
    }

    private void Array<T>(string name, ReadOnlySpan<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private void Write(double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Write(Label label)
    {
        switch (label.Kind)
        {
            case LabelKind.Boolean:
                json.WriteBooleanValue(label.Number != 0);
                break;
            case LabelKind.Number:
                json.WriteNumberValue(label.Number);
                break;
            default:
                json.WriteStringValue(label.Text);
                break;
        }
    }
}
