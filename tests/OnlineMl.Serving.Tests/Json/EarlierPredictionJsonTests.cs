using System.Buffers;
using System.Text;
using System.Text.Json;
using OnlineMl.Serving.Json;
using OnlineMl.Tests;

namespace OnlineMl.Serving.Tests.Json;

public class EarlierPredictionJsonTests
{
    [Fact]
    public void WriteInFull_WritesEveryClassWithoutMemoryFromTheHeap()
    {
        var prediction = new Prediction();
        EarlierPredictionJson.Read("""{"true": 0.25, "false": 0.75}"""u8, new Model(new Linear.LogisticRegression()), prediction);
        var output = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(output);
        Allocations.AssertNone(() =>
        {
            output.ResetWrittenCount();
            writer.Reset(output);
            ModelTask.BinaryClassification.WriteInFull(writer, prediction);
            writer.Flush();
        });
        Assert.Equal("""{"true":0.25,"false":0.75}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
