using System.Buffers;
using System.Text;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Predictions;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests.Fold;

public class CallOptionsTests
{
    [Theory]
    [InlineData("""{"t":"2020-01-02T03:04:05Z"}""")]
    [InlineData("""{"t":"2020-01-02T04:04:05+01:00"}""")]
    [InlineData("""{"t":1577934245}""")]
    public void Time_IsADateOrSeconds(string json) =>
        Assert.Equal(new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), CallOptions.Read(Encoding.UTF8.GetBytes(json)).Time);

    [Theory]
    [InlineData("""{"t":true}""")]
    [InlineData("""{"t":"yesterday"}""")]
    [InlineData("""{"t":1e300}""")]
    [InlineData("""{"t":-1e14}""")]
    [InlineData("""{"horizon":0}""")]
    [InlineData("""{"horizon":1.5}""")]
    [InlineData("""{"horizon":"3"}""")]
    [InlineData("""{"arms":[]}""")]
    [InlineData("""{"arms":[null]}""")]
    [InlineData("""{"weight":-1}""")]
    [InlineData("""{"weight":"2"}""")]
    [InlineData("""{"weight":1e400}""")]
    [InlineData("""{"newer":1}""")]
    [InlineData("""{"t":1,"t":2}""")]
    [InlineData("nothing")]
    public void WhatIsNotUnderstood_IsRefused(string json) =>
        Assert.Throws<OnlineMlException>(() => CallOptions.Read(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"weight":0}""", 0)]
    [InlineData("""{"weight":2.5,"t":1}""", 2.5)]
    public void Weight_IsAFiniteNumberOfAtLeastZero(string json, double weight) =>
        Assert.Equal(weight, CallOptions.Read(Encoding.UTF8.GetBytes(json)).Weight);

    [Fact]
    public void Event_KeepsTheOptions_AndIsWrittenAsBeforeWithoutThem()
    {
        var options = """{"t":5,"horizon":2}"""u8.ToArray();
        var with = Written(new ModelCall { Model = "m", Features = "{}"u8, Options = options });
        var read = EventRecord.Read(with);
        Assert.Equal(options, read.Options.ToArray());
        Assert.Equal("{}"u8.ToArray(), read.Features.ToArray());
        var without = Written(new ModelCall { Model = "m", Features = "{}"u8 });
        Assert.True(EventRecord.Read(without).Options.IsEmpty);
        Assert.Equal([0x98, 0x01], without[..2]);
        Assert.Equal([0x99, 0x02], with[..2]);
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(2, 6)]
    [InlineData(2, 77)]
    [InlineData(3, 1)]
    public void Event_OfANewerVersionOrKind_IsNeverMisread(byte version, byte kind)
    {
        var bytes = Written(new ModelCall { Model = "m", Features = "{}"u8, Options = """{"t":5}"""u8 });
        bytes[1] = version;
        bytes[2] = kind;
        Assert.Throws<StateFormatException>(() => EventRecord.Read(bytes));
    }

    [Fact]
    public void RememberedExample_IsTakenApartAsItWasPutTogether()
    {
        byte[] features = [.. """{ "a": [1, 2] }"""u8];
        byte[] options = [.. """{"t":5}"""u8];
        RememberedExample.Split(RememberedExample.Of(features, options), out var x, out var said);
        Assert.Equal(features, x.ToArray());
        Assert.Equal(options, said.ToArray());
        RememberedExample.Split(RememberedExample.Of(features, default), out x, out said);
        Assert.Equal(features, x.ToArray());
        Assert.True(said.IsEmpty);
        Assert.Throws<StateFormatException>(() => RememberedExample.Split("[{\"t\""u8, out _, out _));
    }

    private static byte[] Written(ModelCall call)
    {
        var output = new ArrayBufferWriter<byte>();
        EventRecord.Write(output, EventKind.Predict, 7, call);
        return output.WrittenSpan.ToArray();
    }
}
