using System.Buffers;
using System.Text;
using MessagePack;
using OnlineMl.Client.Packing;

namespace OnlineMl.AspNetCore.Tests.Packing;

public class MessagePackToJsonTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[0,-1,127,128,255,256,65536,4294967296,9223372036854775807,-9223372036854775808,18446744073709551615]")]
    [InlineData("[0.1,-2.5,1.0,1E+300,5E-324]")]
    [InlineData("""{"model":"a","features":{"größe":3,"b":"two\n\"lines\"","c":[true,null,{"d":[[],{}]}]},"ground_truth":false}""")]
    public void Json_ThereAndBack_IsTheSameText(string json) => Assert.Equal(json, Back(Pack(json)));

    [Fact]
    public void LongTextsListsAndMaps_ComeThrough()
    {
        var text = new string('é', 70_000);
        var list = string.Join(',', Enumerable.Range(0, 70_000));
        var map = string.Join(',', Enumerable.Range(0, 70_000).Select(i => $"\"k{i}\":{i}"));
        var json = "{\"text\":\"" + text + "\",\"list\":[" + list + "],\"map\":{" + map + "}}";
        Assert.Equal(json, Back(Pack(json)));
    }

    [Fact]
    public void ControlCharacters_AreEscaped() => Assert.Equal("\"\\u0000\\u001F\\u007F\\\\\"", Back([0xA4, 0x00, 0x1F, 0x7F, (byte)'\\']));

    [Fact]
    public void NamesThatAreWholeNumbers_BecomeTexts() => Assert.Equal("""{"0":1.5,"-3":true}""", Back([0x82, 0x00, 0xCB, .. Double(1.5), 0xFD, 0xC3]));

    [Fact]
    public void SinglePrecision_KeepsItsValue() => Assert.Equal(((double)0.1f).ToString("R", null), Back([0xCA, 0x3D, 0xCC, 0xCC, 0xCD]));

    [Fact]
    public void BodyInPieces_IsReadLikeOneInOne()
    {
        const string Json = """{"model":"some name","features":{"größe":3.25,"b":[1,2,300000]}}""";
        var packed = Pack(Json);
        for (var cut = 1; cut < packed.Length; cut++)
        {
            var json = new ArrayBufferWriter<byte>();
            MessagePackToJson.Write(Pieces.Of(packed, cut), json);
            Assert.Equal(Json, Encoding.UTF8.GetString(json.WrittenSpan));
        }
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0xC1 })]
    [InlineData(new byte[] { 0x81, 0xC0, 0x01 })]
    [InlineData(new byte[] { 0x81, 0xCB, 0, 0, 0, 0, 0, 0, 0, 0, 0x01 })]
    [InlineData(new byte[] { 0xA2, 0xC3, 0x28 })]
    [InlineData(new byte[] { 0xC4, 0x01, 0x01 })]
    [InlineData(new byte[] { 0xD4, 0x05, 0x01 })]
    [InlineData(new byte[] { 0xD6, 0xFF, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 0xDF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0xDD, 0x7F, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0xDB, 0x7F, 0xFF, 0xFF, 0xFF, 0x41 })]
    public void WhatJsonCannotSay_IsRefused(byte[] packed) => Assert.Throws<FormatException>(() => Back(packed));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void NumberThatIsNotFinite_IsRefusedByItsName(double number)
    {
        var refusal = Assert.Throws<FormatException>(() => Back([0x81, 0xA3, .. "age"u8, 0xCB, .. Double(number)]));
        Assert.StartsWith("'age' is ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryBrokenEnd_IsRefused()
    {
        var packed = Pack("""{"model":"a","features":{"größe":3.5,"b":[1,2,300000]},"ground_truth":false}""");
        for (var length = 0; length < packed.Length; length++)
        {
            var refusal = Assert.Throws<FormatException>(() => Back(packed[..length]));
            Assert.Contains("ends within a value", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nesting_IsBoundedAsInJson()
    {
        Assert.Equal(new string('[', 64) + new string(']', 64), Back([.. Enumerable.Repeat((byte)0x91, 63), 0x90]));
        Assert.Throws<FormatException>(() => Back([.. Enumerable.Repeat((byte)0x91, 64), 0x90]));
        Assert.Throws<FormatException>(() => Back([.. Enumerable.Repeat((byte)0x91, 1_000_000)]));
    }

    [Fact]
    public void Length_IsBoundedAsJson()
    {
        byte[] packed = [0xDA, 0x03, 0xE8, .. new byte[1000]];
        var json = new ArrayBufferWriter<byte>();
        Assert.Throws<InternalBufferOverflowException>(() => MessagePackToJson.Write(new ReadOnlySequence<byte>(packed), json, 6001));
        Assert.Equal(6002, Back(packed).Length);
    }

    [Fact]
    public void RandomBytes_AreReadOrRefused()
    {
        var random = new Random(14);
        for (var i = 0; i < 50_000; i++)
        {
            var packed = new byte[random.Next(40)];
            random.NextBytes(packed);
            try
            {
                using var document = System.Text.Json.JsonDocument.Parse(Back(packed));
            }
            catch (FormatException)
            {
            }
        }
    }

    private static byte[] Double(double number)
    {
        var bytes = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Pack(string json)
    {
        var packed = new ArrayBufferWriter<byte>();
        JsonToMessagePack.Write(Encoding.UTF8.GetBytes(json), packed);
        var reader = new MessagePackReader(packed.WrittenMemory);
        reader.Skip();
        Assert.True(reader.End);
        return packed.WrittenSpan.ToArray();
    }

    private static string Back(byte[] packed)
    {
        var json = new ArrayBufferWriter<byte>();
        MessagePackToJson.Write(new ReadOnlySequence<byte>(packed), json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
