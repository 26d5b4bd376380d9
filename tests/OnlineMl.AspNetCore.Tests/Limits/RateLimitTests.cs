using OnlineMl.AspNetCore.Limits;

namespace OnlineMl.AspNetCore.Tests.Limits;

public class RateLimitTests
{
    [Theory]
    [InlineData("10000/1d", 10_000, 86_400)]
    [InlineData("10000/1day", 10_000, 86_400)]
    [InlineData("100/h", 100, 3_600)]
    [InlineData("5/10s", 5, 10)]
    [InlineData("7/2m", 7, 120)]
    [InlineData("1/365d", 1, 31_536_000)]
    public void Notation_IsThatOfTheRiverApi(string text, int calls, int seconds)
    {
        Assert.True(RateLimit.TryParse(text, out var limit));
        Assert.Equal(new RateLimit(calls, TimeSpan.FromSeconds(seconds)), limit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10000")]
    [InlineData("10000/")]
    [InlineData("/1d")]
    [InlineData("0/1d")]
    [InlineData("-1/1d")]
    [InlineData("10/1w")]
    [InlineData("10/0s")]
    [InlineData("10/366d")]
    [InlineData("10/1d/1d")]
    [InlineData("10 / 1d")]
    [InlineData("99999999999/1d")]
    [InlineData("10/99999999999s")]
    public void OtherTexts_AreRefused(string text) => Assert.False(RateLimit.TryParse(text, out _));
}
