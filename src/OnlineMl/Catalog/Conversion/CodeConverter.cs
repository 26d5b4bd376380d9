using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

/// <summary>A function or another value that exists in code only. A component that has one is marked so.</summary>
internal sealed class CodeConverter : SpecConverter
{
    public override string Kind => "value made in code";

    public override object? Read(SpecReader reader, JsonElement value, string path) => throw Refuse(value, path);

    public override void Write(SpecWriter writer, object? value) => throw new InvalidOperationException("Code cannot be written as a spec.");
}
