using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Cli.Output;

namespace OnlineMl.Cli.Tests.Output;

public class ServerLogTests
{
    [Fact]
    public void Entry_HasNoControlCharacters_AndNoLineThatLooksLikeAnotherEntry()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var entry = new LogEntry<string>(
            LogLevel.Warning, "Shop", new EventId(7), "a \u001b[31mred\u009b name\r\nfail: Shop[8]\t", new InvalidOperationException("why\u0007"), (text, _) => text);
        new ServerLog().Write(entry, null, output);
        Assert.Equal(
            "warn: Shop[7]\n      a \\x1b[31mred\\x9b name\n      fail: Shop[8]\\x09\n      System.InvalidOperationException: why\\x07\n", output.ToString());
    }
}
