namespace OnlineMl.Client.Tests;

public class OnlineMlClientOptionsTests
{
    [Fact]
    public void BaseAddress_EndsInASlash()
    {
        Assert.Equal("http://server.test/api/", new OnlineMlClientOptions { BaseAddress = new Uri("http://server.test/api") }.BaseAddress.AbsoluteUri);
        Assert.Equal("https://server.test/", new OnlineMlClientOptions { BaseAddress = new Uri("https://server.test") }.BaseAddress.AbsoluteUri);
    }

    [Fact]
    public void WrongValues_AreRefusedWithTheirNameAndRange()
    {
        Refused("BaseAddress is 'ftp://server.test/'", options => options.BaseAddress = new Uri("ftp://server.test/"));
        Refused("BaseAddress is '/api'", options => options.BaseAddress = new Uri("/api", UriKind.Relative));
        Refused("The range of Timeout is (00:00:00, 1.00:00:00]", options => options.Timeout = TimeSpan.Zero);
        Refused("The range of StreamSilence is (00:00:00, 1.00:00:00]", options => options.StreamSilence = TimeSpan.FromDays(2));
        Refused("The range of Retries is [0, 100]", options => options.Retries = -1);
        Refused("The range of RetryDelay is (00:00:00, 01:00:00]", options => options.RetryDelay = TimeSpan.FromHours(2));
        Refused("The range of RepeatFor is (00:00:00, 1.00:00:00]", options => options.RepeatFor = TimeSpan.FromDays(2));
        Refused("The range of MaxRetryDelay is [00:00:00, 1.00:00:00]", options => options.MaxRetryDelay = TimeSpan.FromSeconds(-1));
        Assert.ThrowsAny<ArgumentException>(() => new OnlineMlClientOptions { UserAgent = " " });
    }

    private static void Refused(string message, Action<OnlineMlClientOptions> set) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => set(new OnlineMlClientOptions())).Message, StringComparison.Ordinal);
}
