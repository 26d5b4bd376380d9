using System.Diagnostics;
using System.Text.Json;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.State;

public class ModelFileTests
{
    private const string Spec = """[{"StandardScaler": {}}, "LogisticRegression"]""";

    [Fact]
    public void Read_GivesHeaderFirstAndThenFillsParts()
    {
        var file = ModelFile.Read(new MemoryStream(Example()));
        Assert.Equal(new ModelHeader(Spec, LearnDuringPredict: true), file.Header);
        Assert.Equal(["features", "state", "metric"], file.Parts);
        var features = new FeatureSpace();
        var model = new EveryField();
        var metric = new EveryField.Leaf();
        file.Fill(features, model);
        Assert.True(file.TryFill("metric", metric));
        Assert.False(file.TryFill("stats", metric));
        Assert.Equal((0, 1, 3), (features.Find("age"), features.Find("größe"), metric.Count));
        Assert.Equal(0, features.FindValue("red"));
        Assert.Equal(StateFormat.Hash(EveryField.Example()), StateFormat.Hash(model));
    }

    [Fact]
    public void Read_RefusesEveryFlippedByte()
    {
        var bytes = Example();
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var mask in (byte[])[0x01, 0x80, 0xff])
            {
                bytes[i] ^= mask;
                Assert.Throws<StateFormatException>(() => ModelFile.Read(bytes));
                bytes[i] ^= mask;
            }
        }
    }

    [Fact]
    public void Read_RefusesEveryTruncationAndAddition()
    {
        var bytes = Example();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<StateFormatException>(() => ModelFile.Read(bytes.AsMemory(0, length)));
        }

        Assert.Throws<StateFormatException>(() => ModelFile.Read((byte[])[.. bytes, 0]));
    }

    [Fact]
    public void Read_SaysWhenVersionIsNewer()
    {
        var bytes = Example();
        var version = bytes.AsSpan().IndexOf("version"u8) + 7;
        bytes[version] = ModelFile.Version + 1;
        Assert.Contains("version 4", Assert.Throws<StateFormatException>(() => ModelFile.Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    public void ToMemory_HoldsTheBytesOfTheFile_HoweverManyWereExpected(int expectedBytes)
    {
        var header = new ModelHeader(Spec);
        using var stream = new MemoryStream();
        ModelFile.Write(stream, header, ("state", EveryField.Example()));
        using var memory = ModelFile.ToMemory(header, expectedBytes, ("state", EveryField.Example()));
        Assert.Equal(stream.ToArray(), memory.Memory.ToArray());
    }

    [Fact]
    public void ToMemory_RefusesANegativeExpectation() =>
        Assert.Throws<ArgumentOutOfRangeException>("expectedBytes", () => ModelFile.ToMemory(new ModelHeader(Spec), -1));

    [Fact]
    public void Fill_RefusesModelOfAnotherShape()
    {
        var file = ModelFile.Read(Example());
        Assert.Throws<StateFormatException>(() => file.Fill("state", new OtherShape()));
        Assert.Throws<StateFormatException>(() => file.Fill("missing", new OtherShape()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_RefusesDamageInFilesOfEarlierVersions(int version)
    {
        var bytes = File.ReadAllBytes(Payload($"version{version}.oml"));
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x01;
            Assert.Throws<StateFormatException>(() => ModelFile.Read(bytes));
            bytes[i] ^= 0x01;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_ReadsStreamsFromWhereTheyStand(bool canSeek)
    {
        using var stream = new MemoryStream([1, 2, 3, .. Example()]) { Position = 3 };
        using var oneWay = new OneWay(stream);
        Assert.Equal(Spec, ModelFile.Read(canSeek ? stream : oneWay).Header.Spec);
    }

    [Theory]
    [InlineData("checksum")]
    [InlineData("state")]
    public void Write_RefusesNameThatIsTaken(string name) =>
        Assert.Throws<ArgumentException>(() =>
            ModelFile.Write(Stream.Null, new ModelHeader(Spec), ("state", new OtherShape()), (name, new OtherShape())));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_ReadsFilesOfEveryVersion(int version)
    {
        var file = ModelFile.Read(File.ReadAllBytes(Payload($"version{version}.oml")));
        var features = new FeatureSpace();
        var model = new EveryField();
        var metric = new EveryField.Leaf();
        file.Fill(features, model);
        file.Fill("metric", metric);
        Assert.Equal(File.ReadAllText(Payload($"version{version}.json")).TrimEnd(), Dump(file.Header, features, model, metric));
    }

    [Fact]
    public void Write_WritesSameBytesAsBefore() => Assert.Equal(File.ReadAllBytes(Payload("version3.oml")), Example());

    [MessagePackPythonFact]
    public void File_IsReadByIndependentLibrary()
    {
        var folder = Directory.CreateTempSubdirectory("onlineml-");
        try
        {
            var model = Path.Combine(folder.FullName, "model.oml");
            var dump = Path.Combine(folder.FullName, "dump.json");
            File.WriteAllBytes(model, Example());
            File.WriteAllText(dump, Dump(new ModelHeader(Spec, LearnDuringPredict: true), Features(), EveryField.Example(), new() { Count = 3 }));
            var script = Repository.PathOf("tests", "python", "check_state.py");
            using var process = Process.Start(new ProcessStartInfo(MessagePackPythonFactAttribute.Python, [script, model, dump])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Payload(string name) => Repository.PathOf("tests", "OnlineMl.Tests", "State", "Payloads", name);

    private static byte[] Example()
    {
        using var stream = new MemoryStream();
        ModelFile.Write(
            stream,
            new ModelHeader(Spec, LearnDuringPredict: true),
            ("features", Features()),
            ("state", EveryField.Example()),
            ("metric", new EveryField.Leaf { Count = 3 }));
        return stream.ToArray();
    }

    private static FeatureSpace Features()
    {
        var features = new FeatureSpace();
        features.GetOrAdd("age");
        features.GetOrAdd("größe");
        features.GetOrAddValue("red");
        return features;
    }

    private static string Dump(ModelHeader header, FeatureSpace features, EveryField model, EveryField.Leaf metric)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("spec", header.Spec);
            json.WriteStartObject("options");
            json.WriteBoolean("learnDuringPredict", header.LearnDuringPredict);
            json.WriteEndObject();
            json.WritePropertyName("features");
            StateFormat.WriteJson(features, json);
            json.WritePropertyName("state");
            StateFormat.WriteJson(model, json);
            json.WritePropertyName("metric");
            StateFormat.WriteJson(metric, json);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class OneWay(Stream stream) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class OtherShape : IStateful
    {
        private bool _int;

        void IStateful.Describe(StateArchive state) => state.Field("int", ref _int);
    }
}
