using System.Buffers;
using System.Text;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Tests.Fold;

/// <summary>Models as the fold has them, without a host or a log.</summary>
internal static class Folds
{
    public static OnlineMlServingOptions Options { get; } = new();

    public static ModelState New(string spec = "\"LinearRegression\"", Flavor flavor = Flavor.Regression) =>
        new("m", new ServedHeader(flavor, null), Model.FromSpec(spec), Options, ComponentCatalog.BuiltIn);

    public static AppliedEvent Learn(ModelState state, string features, string truth, string? key = null, long time = 1) =>
        state.Replay(EventRecord.Read(Bytes(EventKind.Learn, time, features, truth, null, key)));

    public static AppliedEvent Predict(ModelState state, string features, string identifier, long time = 1) =>
        state.Replay(EventRecord.Read(Bytes(EventKind.Predict, time, features, "", identifier, null)));

    public static AppliedEvent Label(ModelState state, string identifier, string truth, long time = 1) =>
        state.Replay(EventRecord.Read(Bytes(EventKind.Label, time, "", truth, identifier, null)));

    /// <summary>An event as the log has it.</summary>
    public static byte[] Bytes(EventKind kind, long time, string features, string truth, string? identifier, string? key)
    {
        var output = new ArrayBufferWriter<byte>();
        EventRecord.Write(output, kind, time, new ModelCall
        {
            Model = "m",
            Features = Encoding.UTF8.GetBytes(features),
            GroundTruth = Encoding.UTF8.GetBytes(truth),
            Identifier = identifier,
            IdempotencyKey = key,
        });
        return output.WrittenSpan.ToArray();
    }
}
