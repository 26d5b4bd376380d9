using System.Buffers;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class ModelFolderTests
{
    private const int Mebibyte = 1024 * 1024;
    private readonly SimulatedFileSystem _files = new();
    private readonly ModelFolder _folder;

    public ModelFolderTests()
    {
        _files.CreateFolder("/model");
        _files.FlushFolder("/");
        _folder = new ModelFolder(_files, "/model");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(Mebibyte)]
    [InlineData(Mebibyte + 1)]
    [InlineData((5 * Mebibyte) + 12345)]
    public void WriteWhole_KeepsEveryByte(int length)
    {
        var body = new byte[length];
        new Random(1).NextBytes(body);
        _folder.WriteWhole("file", "head"u8, new ReadOnlySequence<byte>(body), isFlushed: true).Dispose();

        var written = _files.AfterPowerLoss(chance: null)["/model/file"];
        Assert.Equal("head"u8.ToArray(), written[..4]);
        Assert.Equal(body, written[4..]);
    }

    [Fact]
    public void WriteWhole_OfManyBytes_DropsThemFromMemoryButTheLast()
    {
        _folder.WriteWhole("file", default, new ReadOnlySequence<byte>(new byte[(4 * Mebibyte) + 1]), isFlushed: true).Dispose();

        Assert.Equal([(0, Mebibyte), (0, 2 * Mebibyte), (0, 3 * Mebibyte)], _files.Forgotten);
    }

    [Fact]
    public void WriteWhole_ThatNeedNotBeDurable_StaysInMemory()
    {
        _folder.WriteWhole("file", "head"u8, new ReadOnlySequence<byte>(new byte[4 * Mebibyte]), isFlushed: false).Dispose();

        Assert.Empty(_files.Forgotten);
        Assert.Equal(2, _files.Operations.Count(operation => operation.StartsWith("write", StringComparison.Ordinal)));
    }

    [Fact]
    public void WriteWhole_ThatHasNoRoomForAllPieces_LeavesNothing()
    {
        var writes = 0;
        _files.Outcome = number =>
            _files.Operations[number].StartsWith("write", StringComparison.Ordinal) && ++writes > 3 ? SimulatedOutcome.Full : SimulatedOutcome.Success;

        Assert.Throws<IOException>(() => _folder.WriteWhole("file", default, new ReadOnlySequence<byte>(new byte[4 * Mebibyte]), isFlushed: true));
        Assert.Empty(_files.ListFiles("/model"));
        Assert.Equal(0, _files.OpenFiles);
    }
}
