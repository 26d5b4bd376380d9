using System.Text.RegularExpressions;

namespace OnlineMl.Tests.State;

/// <summary>The package that reads and writes MessagePack is named in one place for models and logs and in one for the wire, so that what it says of bad
/// bytes is turned into our refusals there, and nowhere else has to know it.</summary>
public sealed partial class MessagePackPackageTests
{
    private static readonly string[] Wrappers =
    [
        "OnlineMl/State/PackedReader.cs",
        "OnlineMl/State/PackedSpan.cs",
        "OnlineMl/State/PackedWriter.cs",
        "OnlineMl.Client/Packing/JsonToMessagePack.cs",
        "OnlineMl.Client/Packing/MessagePackToJson.cs",
    ];

    [Fact]
    public void OnlyItsWrappersNameIt()
    {
        var root = Repository.PathOf("src");
        Assert.Equal(
            Wrappers.Order(StringComparer.Ordinal),
            Repository.SourcesOf("src")
                .Where(file => File.ReadLines(file).Any(Names))
                .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("using MessagePack;")]
    [InlineData("var writer = new MessagePack.MessagePackWriter(buffer);")]
    [InlineData("if (bytes[0] != MessagePackCode.Bin8)")]
    public void ANameIsFound(string line) => Assert.True(Names(line));

    [Theory]
    [InlineData("/// <summary>As <see cref=\"MessagePack.MessagePackReader\"/> reads it.</summary>")]
    [InlineData("context.Response.ContentType = WireFormats.MessagePack;")]
    [InlineData("JsonToMessagePack.Write(json, packed);")]
    public void OthersAreNot(string line) => Assert.False(Names(line));

    private static bool Names(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Package().IsMatch(line);

    [GeneratedRegex(@"using MessagePack\b|\bMessagePack\.\w|\bMessagePack(Code|Range|Reader|Writer|Type|Serializ\w*)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Package();
}
