using System.Buffers;
using System.Text;
using System.Text.Json;
using OnlineMl.Features;

namespace OnlineMl.Tests.Features;

public class JsonFeaturesTests
{
    [Fact]
    public void Fill_TakesNumbersTruthTextAndLeavesNullOut()
    {
        var x = new FeatureVector();
        x.FillFromJson("""{"age": 31, "income": -1.25e3, "member": true, "new": false, "country": "FR\n", "gr\u00f6\u00dfe": 1, "none": null}"""u8);
        Feature[] wanted =
        [
            new("age", 31, null), new("income", -1250, null), new("member", 1, null), new("new", 0, null),
            new("country", 0, "FR\n"), new("größe", 1, null),
        ];
        Assert.Equal(wanted, x);
        Assert.Equal(6, x.Space.Count);
    }

    [Theory]
    [InlineData("""{"a": 1, "a": 2}""", "'a'")]
    [InlineData("""{"a": 1, "\u0061": 2}""", "'a'")]
    [InlineData("""{"a": null, "a": 2}""", "'a'")]
    [InlineData("""{"a": 1, "b": 1, "a": null}""", "'a'")]
    [InlineData("""{"a": null, "a": null}""", "'a'")]
    [InlineData("""{"known": 1, "b": 2, "known": 1}""", "'known'")]
    [InlineData("""{"a": {"b": 1}}""", "'a'")]
    [InlineData("""{"a": [1]}""", "'a'")]
    [InlineData("""{"a": 1e400}""", "'a'")]
    [InlineData("""{"a": -1e400}""", "'a'")]
    [InlineData("""{"a": NaN}""", "JSON")]
    [InlineData("""{"a": "\ud800"}""", "'a'")]
    [InlineData("""{"\ud800": 1}""", "Unicode")]
    [InlineData("""{"a": 1""", "JSON")]
    [InlineData("""{"a": 1} x""", "JSON")]
    [InlineData("""{"a": 1,}""", "JSON")]
    [InlineData("""{"a": 01}""", "JSON")]
    [InlineData("""[1]""", "object")]
    [InlineData("""null""", "object")]
    [InlineData("", "JSON")]
    public void Fill_RefusesWhatIsNotFlatObject(string json, string named)
    {
        foreach (var (hashBits, keepsStrangers) in new[] { (0, false), (0, true), (10, false) })
        {
            var x = new FeatureVector(new FeatureSpace(hashBits), keepsStrangers);
            x.FillFromJson("""{"known": 1}"""u8);
            var exception = Assert.Throws<FeatureFormatException>(() => x.FillFromJson(Encoding.UTF8.GetBytes(json)));
            Assert.Contains(named, exception.Message, StringComparison.Ordinal);
            Assert.Equal((0, false), (x.Count, x.HasStrangers));
        }
    }

    [Fact]
    public void Fill_RefusesNamesAndTextsThatAreNotUtf8()
    {
        var x = new FeatureVector();
        Assert.Throws<FeatureFormatException>(() => x.FillFromJson([.. "{\""u8, 0xff, .. "\":1}"u8]));
        Assert.Throws<FeatureFormatException>(() => x.FillFromJson([.. "{\"a\":\""u8, 0xff, .. "\"}"u8]));
    }

    [Fact]
    public void Fill_RefusesLongNamesAndManyFeatures()
    {
        var x = new FeatureVector();
        var name = new string('x', FeatureSpace.MaxNameBytes);
        x.FillFromJson(Encoding.UTF8.GetBytes($$"""{"{{name}}": 1}"""));
        var exception = Assert.Throws<FeatureFormatException>(() => x.FillFromJson(Encoding.UTF8.GetBytes($$"""{"{{name}}y": 1}""")));
        Assert.InRange(exception.Message.Length, 100, 300);
        x.FillFromJson("""{"a": 1, "b": 2}"""u8, maxFeatures: 2);
        Assert.Throws<FeatureFormatException>(() => x.FillFromJson("""{"a": 1, "b": null, "c": 3}"""u8, maxFeatures: 2));
    }

    [Fact]
    public void Fill_FollowsChangingOrderAndMissingNames()
    {
        var x = new FeatureVector();
        x.FillFromJson("""{"a": 1, "b": 2, "c": 3, "d": 4}"""u8);
        x.FillFromJson("""{"a": 1, "c": 3, "d": 4}"""u8);
        Assert.Equal([0, 2, 3], x.Ids);
        x.FillFromJson("""{"d": 4, "c": 3, "b": 2, "a": 1}"""u8);
        Assert.Equal([3, 2, 1, 0], x.Ids);
        x.FillFromJson("""{"d": 4, "e": 5, "c": 3}"""u8);
        Assert.Equal([3, 4, 2], x.Ids);
        Assert.Throws<FeatureFormatException>(() => x.FillFromJson("""{"e": 5, "x": 1, "d": 4, "c": 3, "e": 5}"""u8));
        x.FillFromJson("""{"d": 4, "e": 5, "c": 3}"""u8);
        Assert.Equal([3, 4, 2], x.Ids);
    }

    [Fact]
    public void Fill_ReadsObjectWithinLargerTextAndInSegments()
    {
        var bytes = """{"features": {"a name": 1.5, "b": "te\u0078t"}, "rest": 1}"""u8.ToArray();
        var first = new Segment(bytes.AsMemory(0, 20), 0);
        var last = first;
        for (var i = 20; i < bytes.Length; i++)
        {
            last = last.Append(bytes.AsMemory(i, 1));
        }

        var reader = new Utf8JsonReader(new ReadOnlySequence<byte>(first, 0, last, 1));
        reader.Read();
        reader.Read();
        var x = new FeatureVector();
        x.FillFromJson(ref reader);
        Assert.Equal([new Feature("a name", 1.5, null), new Feature("b", 0, "text")], x);
        Assert.True(reader.Read());
        Assert.Equal("rest", reader.GetString());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(4, false)]
    public void Fill_TakesLinearTimeForManyFeatures(int hashBits, bool keepsStrangers)
    {
        var json = Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"f{i}\":null,\"g{i}\":{i}")) + "}");
        var x = new FeatureVector(new FeatureSpace(hashBits), keepsStrangers);
        var watch = new ThreadWatch();
        x.FillFromJson(json, maxFeatures: 200_000);
        Assert.Equal(100_000, x.Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Fill_AllocatesNothingForNumbersAndRepeatedTexts()
    {
        var json = """{"a": 1, "b": 0.1234567890123456, "c": true, "d": "red", "e": null, "f": 1e-7, "g": 3.5, "h": 0, "i": 2, "j": 7}"""u8.ToArray();
        var x = new FeatureVector();
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                x.FillFromJson(json);
            }
        });
    }

    [Theory]
    [InlineData("""{"a": 1.5, "b\u00e9": -2e3, "c": "t\u0065xt", "d": true, "e": null, "größe": "süß", "f": 0}""")]
    [InlineData("""{"a": 1.5, "b": -2e3, "c": "text", "d": true, "e": null, "größe": "süß", "f": 0}""")]
    [InlineData("""{"a":0.5,"b":-0.25,"c":10.75,"d":123456789012345678,"e":1e-7,"f":0.1234567890123456,"":7}""")]
    public void Fill_AnswersDamageWithFeatureFormatExceptionAtMost(string original)
    {
        var json = Encoding.UTF8.GetBytes(original);
        var space = new FeatureSpace();
        var x = new FeatureVector(space, keepsStrangers: true);
        var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
        var taken = 0;
        PropertyCheck.ForAll(
            PropertyCheck.Damaged(json),
            bytes =>
            {
                try
                {
                    x.FillFromJson(bytes);
                }
                catch (FeatureFormatException)
                {
                    Assert.Equal(0, x.Count);
                    return;
                }

                taken++;
                using var document = JsonDocument.Parse(bytes, options);
                Assert.Equal(
                    document.RootElement.EnumerateObject().Where(entry => entry.Value.ValueKind != JsonValueKind.Null).Select(ToFeature),
                    x);
                x.AdmitStrangers();
            },
            count: 3000);
        Assert.InRange(taken, 100, 2900);
    }

    [Theory]
    [InlineData("""{"a":01,"b":2}""")]
    [InlineData("""{"a":-01.5,"b":2}""")]
    [InlineData("""{"a":1.,"b":2}""")]
    [InlineData("""{"a":.5,"b":2}""")]
    [InlineData("""{"a":-,"b":2}""")]
    [InlineData("""{"a":+1,"b":2}""")]
    [InlineData("""{"a":1e,"b":2}""")]
    [InlineData("""{"a":1.5.5,"b":2}""")]
    [InlineData("""{"a":1_0,"b":2}""")]
    [InlineData("""{"a":0x1,"b":2}""")]
    [InlineData("""{"a":nul,"b":2}""")]
    [InlineData("""{"a":1,"b":2,}""")]
    [InlineData("""{"a":1 "b":2}""")]
    [InlineData("""{"a" 1,"b":2}""")]
    [InlineData("""{"a":1,"b":2}}""")]
    [InlineData("""{"a":1,"b":1e999}""")]
    public void Fill_RefusesWhatIsNotStrict(string json)
    {
        var x = new FeatureVector();
        x.FillFromJson("""{"a":1,"b":2}"""u8);
        Assert.Throws<FeatureFormatException>(() => x.FillFromJson(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(0, x.Count);
    }

    // At the end there are fewer bytes than the reader of short numbers looks at.
    [Theory]
    [InlineData("""{"":0}""", 0)]
    [InlineData("""{"a":7}""", 7)]
    [InlineData("""{"a":-7}""", -7)]
    [InlineData("""{"a":0.5}""", 0.5)]
    [InlineData("""{"a":-12.375}""", -12.375)]
    [InlineData("""{"a":1234567}""", 1234567)]
    [InlineData("""{"a":12345678}""", 12345678)]
    [InlineData("""{"a": -0.25 }""", -0.25)]
    [InlineData("""{"a":2e3}""", 2000)]
    [InlineData("""{"b":1,"a":6.25}  """, 6.25)]
    public void Fill_ReadsTheLastNumberLikeAllOthers(string json, double number)
    {
        var x = new FeatureVector();
        x.FillFromJson(Encoding.UTF8.GetBytes(json));
        Assert.Equal(number, x.Numbers[^1]);

        // From the second time on the name is expected.
        x.FillFromJson(Encoding.UTF8.GetBytes(json));
        Assert.Equal(number, x.Numbers[^1]);
        for (var length = json.TrimEnd().Length - 1; length >= 0; length--)
        {
            Assert.Throws<FeatureFormatException>(() => x.FillFromJson(Encoding.UTF8.GetBytes(json[..length])));
        }
    }

    [Fact]
    public void Fill_DoesNotTakeSeveralFeaturesForOneWhoseNameLooksLikeThem()
    {
        var x = new FeatureVector();
        x.FillFromJson("""{"a\":1,\"b": 1}"""u8);
        x.FillFromJson("""{"a":1,"b": 2}"""u8);
        Assert.Equal([new Feature("a", 1, null), new Feature("b", 2, null)], x);
    }

    private static Feature ToFeature(JsonProperty entry) => entry.Value.ValueKind switch
    {
        JsonValueKind.Number => new Feature(entry.Name, entry.Value.GetDouble(), null),
        JsonValueKind.String => new Feature(entry.Name, 0, entry.Value.GetString()),
        _ => new Feature(entry.Name, entry.Value.GetBoolean() ? 1 : 0, null),
    };

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
