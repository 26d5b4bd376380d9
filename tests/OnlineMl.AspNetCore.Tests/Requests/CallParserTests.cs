using System.Text;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Requests;

public class CallParserTests
{
    private static readonly CallParser Parser = new(new InternedNames(), allowsUnknown: false);
    private static readonly CallParser Lenient = new(new InternedNames(), allowsUnknown: true);

    [Fact]
    public void Read_GivesEachFieldAsASliceOfTheBody()
    {
        var call = Parser.Read(
            """{"model":"m","features":{"x":1},"ground_truth":[2],"label":"l","prediction":{"p":3},"t":4,"horizon":5,"arms":["a"],"weight":6,"identifier":"i","Idempotency-Key":"k"}"""u8);
        Assert.Equal("m", call.Model);
        Assert.Equal("""{"x":1}""", Text(call.Features));
        Assert.Equal("[2]", Text(call.GroundTruth));
        Assert.Equal("\"l\"", Text(call.Label));
        Assert.Equal("""{"p":3}""", Text(call.Prediction));
        Assert.Equal("4", Text(call.Time));
        Assert.Equal("5", Text(call.Horizon));
        Assert.Equal("""["a"]""", Text(call.Arms));
        Assert.Equal("6", Text(call.Weight));
        Assert.Equal("i", call.Identifier);
        Assert.Equal("k", call.IdempotencyKey);
    }

    [Fact]
    public void Read_TakesNullForAbsent_AndLeavesWhatThePathAndTheHeaderSay()
    {
        var call = Parser.Read("""{"model":null,"features":null,"ground_truth":null,"prediction":null,"identifier":null,"Idempotency-Key":null}"""u8, "path", "header");
        Assert.Equal("path", call.Model);
        Assert.Equal("header", call.IdempotencyKey);
        Assert.Null(call.Identifier);
        Assert.True(call.Features.IsEmpty && call.GroundTruth.IsEmpty && call.Prediction.IsEmpty);
    }

    [Theory]
    [InlineData("""{"mod\u0065l":"m"}""")]
    [InlineData("""{"\u006dodel":"m"}""")]
    [InlineData("""{"model":"\u006d"}""")]
    [InlineData("\uFEFF {\"model\":\"m\"} ")]
    public void Read_UnescapesOnce(string json) => Assert.Equal("m", Parser.Read(Encoding.UTF8.GetBytes(json)).Model);

    [Theory]
    [InlineData("12345", "12345")]
    [InlineData("-7", "-7")]
    [InlineData("0", "0")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("\"12345\"", "12345")]
    public void Read_TakesWholeNumbersForIdentifiers(string json, string identifier) =>
        Assert.Equal(identifier, Parser.Read(Encoding.UTF8.GetBytes($$"""{"identifier":{{json}}}""")).Identifier);

    [Theory]
    [InlineData("""{"ground_thruth":1}""", "There is no field 'ground_thruth'. Did you mean 'ground_truth'?")]
    [InlineData("""{"groundtruth":1}""", "There is no field 'groundtruth'. Did you mean 'ground_truth'?")]
    [InlineData("""{"colour":1}""", "There is no field 'colour'.")]
    [InlineData("""{"x":1}""", "There is no field 'x'. Did you mean 'xs'?")]
    [InlineData("""{"\\u006dodel":1}""", "There is no field '\\u006dodel'.")]
    [InlineData("""{"a\tcomment":1}""", "There is no field 'a\tcomment'.")]
    public void Read_RefusesFieldsThatNobodyKnows(string json, string message) => Assert.Equal(message, Refusal(Parser, json));

    [Theory]
    [InlineData("""{"model":"m","a\tcomment":"…","a\\comment":[{}],"\\u006dodel":"x"}""")]
    [InlineData("""{"ground_thruth":1,"model":"m","ground_thruth":2}""")]
    public void Read_PassesOverFieldsThatNobodyKnows_WhereTheOptionSaysSo(string json) => Assert.Equal("m", Lenient.Read(Encoding.UTF8.GetBytes(json)).Model);

    [Theory]
    [InlineData("""{"other":{"a":{"b":1,"b":2}}}""", "'other' is not valid JSON")]
    [InlineData("""{"other":01}""", "'other' is not valid JSON")]
    [InlineData("""{"other":NaN}""", "'other' is not valid JSON")]
    [InlineData("""{"other":[1,2}""", "not valid JSON")]
    [InlineData("""{"model":"a","mod\u0065l":"b"}""", "'model' comes twice.")]
    [InlineData("""{"t":tru}""", "'t' is not valid JSON")]
    public void Read_RefusesWhatIsNoJson_AlsoWhereItPassesOver(string json, string reason) => Assert.Contains(reason, Refusal(Lenient, json), StringComparison.Ordinal);

    [Fact]
    public void Read_TakesAndRefusesRandomBodiesAsTheReaderDoes()
    {
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var json = RandomJson.Damage(random, RandomJson.Object(random));
            string? refusal = null;
            try
            {
                Lenient.Read(json);
            }
            catch (OnlineMlException e)
            {
                refusal = e.Message;
            }

            Assert.True(refusal is not null || IsObject(json), $"{Encoding.UTF8.GetString(json)} was taken");
        }
    }

    private static bool IsObject(byte[] json)
    {
        try
        {
            return System.Text.Json.JsonElement.Parse(json.AsSpan(JsonScanner.MarkLength(json))).ValueKind == System.Text.Json.JsonValueKind.Object;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static string Text(ReadOnlySpan<byte> slice) => Encoding.UTF8.GetString(slice);

    private static string Refusal(CallParser parser, string json) => Assert.Throws<OnlineMlException>(() => { parser.Read(Encoding.UTF8.GetBytes(json)); }).Message;
}
