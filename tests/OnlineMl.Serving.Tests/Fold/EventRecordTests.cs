using System.Buffers;
using System.Text;
using MessagePack;
using OnlineMl.Serving.Fold;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests.Fold;

public class EventRecordTests
{
    [Fact]
    public void AnEvent_IsReadAsItWasWritten()
    {
        var bytes = Write(EventKind.Learn, 1234, new ModelCall
        {
            Model = "m",
            Features = """{"a":1}"""u8,
            GroundTruth = "2.5"u8,
            Prediction = "[1]"u8,
            Options = """{"weight":3}"""u8,
            Identifier = "ä1",
            IdempotencyKey = "k",
        });

        var read = EventRecord.Read(bytes);

        Assert.Equal((EventKind.Learn, 1234), (read.Kind, read.Time));
        Assert.Equal(
            ("""{"a":1}""", "2.5", "[1]", """{"weight":3}""", "ä1", "k"),
            (Text(read.Features), Text(read.Truth), Text(read.Prediction), Text(read.Options), Text(read.Identifier), read.IdempotencyKey));
    }

    [Fact]
    public void WhatIsAbsent_StaysAbsent()
    {
        var read = EventRecord.Read(Write(EventKind.Predict, 0, new ModelCall { Model = "m" }));

        Assert.True(read.Features.IsEmpty && read.Truth.IsEmpty && read.Prediction.IsEmpty && read.Options.IsEmpty && read.Identifier.IsEmpty);
        Assert.Null(read.IdempotencyKey);
    }

    [Fact]
    public void AnEventWithoutOptions_IsOneOfTheFirstVersion()
    {
        var plain = new MessagePackReader(Write(EventKind.Learn, 1, new ModelCall { Model = "m", Features = "{}"u8 }));
        var told = new MessagePackReader(Write(EventKind.Learn, 1, new ModelCall { Model = "m", Features = "{}"u8, Options = "{}"u8 }));

        Assert.Equal((8, 1), (plain.ReadArrayHeader(), plain.ReadInt32()));
        Assert.Equal((9, 2), (told.ReadArrayHeader(), told.ReadInt32()));
    }

    [Fact]
    public void AnEventThatBringsItsPrediction_SaysWhenThatWasMade()
    {
        var bytes = Write(EventKind.Label, 9, new ModelCall { Model = "m", Features = "{}"u8, Prediction = "2"u8, GroundTruth = "3"u8, Identifier = "i", Made = 5 });
        var reader = new MessagePackReader(bytes);
        Assert.Equal((10, 3), (reader.ReadArrayHeader(), reader.ReadInt32()));

        var read = EventRecord.Read(bytes);
        Assert.Equal((9, 5, "{}", "2"), (read.Time, read.Made, Text(read.Features), Text(read.Prediction)));
        Assert.True(read.Options.IsEmpty);
        Assert.Null(EventRecord.Read(Write(EventKind.Label, 9, new ModelCall { Model = "m", Options = "{}"u8 })).Made);
    }

    [Fact]
    public void AnEventWithAModel_IsOneOfTheFourthVersion_AndNoOtherHasOne()
    {
        var bytes = Write(EventKind.Replace, 5, new ModelCall { Model = "m", Options = "{}"u8, ModelFile = new byte[70_000], IdempotencyKey = "k" });

        var read = EventRecord.Read(bytes);

        Assert.Equal((EventKind.Replace, 5L, "k", "{}", 70_000), (read.Kind, read.Time, read.IdempotencyKey, Text(read.Options), read.ModelFile.Length));
        var plain = new MessagePackReader(bytes);
        Assert.Equal((11, 4), (plain.ReadArrayHeader(), plain.ReadInt32()));
        bytes[2] = (byte)EventKind.Learn;
        Assert.Equal("The event is of the kind 2 and has a model.", Assert.Throws<StateFormatException>(() => EventRecord.Read(bytes)).Message);
    }

    [Theory]
    [InlineData(3, 8)]
    [InlineData(1, 9)]
    [InlineData(2, 8)]
    [InlineData(2, 10)]
    public void AnEventOfAnotherVersion_IsRefusedWithItsVersion(int version, int fields)
    {
        var refusal = Assert.Throws<StateFormatException>(() => EventRecord.Read(Packed(fields, version, (int)EventKind.Learn)));

        Assert.Contains($"version {version} and {fields} fields", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownKind_IsRefused()
    {
        var refusal = Assert.Throws<StateFormatException>(() => EventRecord.Read(Packed(8, 1, 99)));

        Assert.Contains("unknown kind 99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEventThatIsCutAnywhere_IsRefused()
    {
        var whole = Write(EventKind.Label, long.MaxValue, new ModelCall { Model = "m", GroundTruth = "true"u8, Identifier = "id", IdempotencyKey = "key", Options = "{}"u8 });
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<StateFormatException>(() => EventRecord.Read(whole.AsMemory(0, length)));
        }
    }

    [Fact]
    public void AnIdentifierThatIsNotUtf8_IsRefused()
    {
        var whole = Write(EventKind.Label, 1, new ModelCall { Model = "m", GroundTruth = "true"u8, Identifier = "identifier" });
        whole[whole.AsSpan().IndexOf("identifier"u8)] = 0xFF;

        Assert.Throws<StateFormatException>(() => EventRecord.Read(whole));
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static byte[] Write(EventKind kind, long time, in ModelCall call)
    {
        var output = new ArrayBufferWriter<byte>();
        EventRecord.Write(output, kind, time, call);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Packed(int fields, int version, int kind)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(fields);
        writer.Write(version);
        writer.Write(kind);
        for (var field = 2; field < fields; field++)
        {
            writer.WriteNil();
        }

        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
