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

    public override void Field(FieldName name, ref double value, NumberRange range = default)
    {
        json.WritePropertyName(name.Name);
        Write(value);
    }

    public override void Field(FieldName name, ref int value, WholeRange range = default) => json.WriteNumber(name.Name, value);

    public override void Field(FieldName name, ref long value, WholeRange range = default) => json.WriteNumber(name.Name, value);

    public override void Field(FieldName name, ref ulong value) => json.WriteNumber(name.Name, value);

    public override void Field(FieldName name, ref bool value) => json.WriteBoolean(name.Name, value);

    public override void Field(FieldName name, ref string? value) => json.WriteString(name.Name, value);

    public override void Field(FieldName name, ref Label value)
    {
        json.WritePropertyName(name.Name);
        PredictionJson.Write(json, value);
    }

    public override void Field(FieldName name, ref double[] values, FieldLength length, NumberRange range = default) => Array(name, values.AsSpan(0, length.Of(values.Length)), Write);

    public override void Field(FieldName name, ref int[] values, FieldLength length, WholeRange range = default) => Array(name, values.AsSpan(0, length.Of(values.Length)), json.WriteNumberValue);

    public override void Field(FieldName name, ref long[] values, FieldLength length, WholeRange range = default) => Array(name, values.AsSpan(0, length.Of(values.Length)), json.WriteNumberValue);

    public override void Field(FieldName name, ref uint[] values, FieldLength length, WholeRange range = default) => Array(name, values.AsSpan(0, length.Of(values.Length)), json.WriteNumberValue);

    public override void Field(FieldName name, ref byte[] values, FieldLength length, WholeRange range = default) => json.WriteBase64String(name.Name, values.AsSpan(0, length.Of(values.Length)));

    public override void Field(FieldName name, ref string[] values, FieldLength length) => Array(name, values.AsSpan(0, length.Of(values.Length)), json.WriteStringValue);

    public override void Field(FieldName name, ref Label[] values, FieldLength length) => Array(name, values.AsSpan(0, length.Of(values.Length)), label => PredictionJson.Write(json, label));

    public override void Child(FieldName name, IStateful child)
    {
        json.WritePropertyName(name.Name);
        Object(child);
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T> create)
        where T : class
    {
        json.WritePropertyName(name.Name);
        if (child is null)
        {
            json.WriteNullValue();
        }
        else
        {
            Object(child);
        }
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class
    {
        json.WritePropertyName(name.Name);
        if (child is null)
        {
            json.WriteNullValue();
        }
        else
        {
            ShapedObject(child, shapeOf(child));
        }
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T> create)
    {
        json.WriteStartArray(name.Name);
        foreach (var child in children)
        {
            Object(child);
        }

        json.WriteEndArray();
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T, string> shapeOf, Func<string, T> create)
    {
        json.WriteStartArray(name.Name);
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

    private void Array<T>(FieldName name, ReadOnlySpan<T> items, Action<T> write)
    {
        json.WriteStartArray(name.Name);
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
}
