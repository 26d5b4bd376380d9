using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

internal sealed class EnumConverter(params (object Value, string[] Names)[] members) : SpecConverter
{
    public override string Kind => "choice";

    public override IReadOnlyList<string> Choices => Array.ConvertAll(members, member => member.Names[0]);

    public override object? Read(SpecReader reader, JsonElement value, string path)
    {
        var name = value.ValueKind == JsonValueKind.String ? reader.Text(value, path) : throw Unknown(SpecReader.Show(value), "", path);
        foreach (var member in members)
        {
            if (Array.IndexOf(member.Names, name) >= 0)
            {
                return member.Value;
            }
        }

        throw Unknown(SpecReader.Show(value), NearestName.Hint(name, members.SelectMany(member => member.Names)), path);
    }

    public override void Write(SpecWriter writer, object? value) =>
        writer.Json.WriteStringValue(Array.Find(members, member => member.Value.Equals(value)).Names[0]);

    private SpecException Unknown(string shown, string hint, string path) =>
        new(path, $"{shown} is not one of {string.Join(", ", Choices)}.{hint}");
}
