using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Requests;

/// <summary>The scanner finds what the reader of the base library finds, and refuses what that refuses.</summary>
public class JsonMembersTests
{
    private const int Cases = 20_000;

    [Fact]
    public void Members_OfRandomObjects_AreThoseOfTheReader()
    {
        var random = new Random(1);
        for (var i = 0; i < Cases; i++)
        {
            var json = RandomJson.Object(random);
            Assert.Equal(ByReader(json), ByScanner(json));
        }
    }

    [Fact]
    public void Members_OfDamagedObjects_AreRefusedWhenTheReaderRefusesThem()
    {
        var random = new Random(2);
        var (taken, refused) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var json = RandomJson.Damage(random, RandomJson.Object(random));
            if (!Utf8.IsValid(json))
            {
                continue;
            }

            var wanted = ByReader(json);
            var found = ByScanner(json);
            Assert.True(Same(wanted, found), $"{Encoding.UTF8.GetString(json)}: {Show(wanted)} expected, {Show(found)} found");
            _ = found is null ? refused++ : taken++;
        }

        Assert.True(taken > Cases / 20 && refused > Cases / 4, $"{taken} taken, {refused} refused");
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData(" \t\r\n{ } ", "")]
    [InlineData("{\"a\":1}", "a=1")]
    [InlineData("{ \"a\" : 1 , \"b\" : [ {} ] }", "a=1|b=[ {} ]")]
    [InlineData("{\"a\":{\"}\":\"{\"},\"b\":\"\\\"}\"}", "a={\"}\":\"{\"}|b=\"\\\"}\"")]
    [InlineData("{\"a\":\"\\\\\",\"b\":null}", "a=\"\\\\\"|b=null")]
    [InlineData("{\"\":{}}", "={}")]
    public void Members_AreDelimited(string json, string members) =>
        Assert.Equal(members, string.Join('|', ByScanner(Encoding.UTF8.GetBytes(json))!));

    private static bool Same(List<string>? one, List<string>? other) => one is null ? other is null : other is not null && one.SequenceEqual(other);

    private static string Show(List<string>? members) => members is null ? "a refusal" : string.Join('|', members);

    private static List<string>? ByScanner(byte[] json)
    {
        try
        {
            var found = new List<string>();
            var members = new JsonMembers(json);
            while (members.MoveNext())
            {
                // Values are delimited only; whoever takes them reads them.
                if (!IsValue(members.Value) || !IsValue([(byte)'"', .. members.Name, (byte)'"']))
                {
                    return null;
                }

                found.Add($"{Encoding.UTF8.GetString(members.Name)}={Encoding.UTF8.GetString(members.Value)}");
            }

            return found;
        }
        catch (OnlineMlException)
        {
            return null;
        }
    }

    private static bool IsValue(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static List<string>? ByReader(byte[] json)
    {
        try
        {
            var found = new List<string>();
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = Encoding.UTF8.GetString(reader.ValueSpan);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                found.Add($"{name}={Encoding.UTF8.GetString(json, start, (int)reader.BytesConsumed - start)}");
            }

            return reader.Read() ? null : found;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
