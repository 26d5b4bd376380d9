using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Tokens;
using OnlineMl.AspNetCore.Authentication;

namespace OnlineMl.AspNetCore.Tests.Authentication;

/// <summary>How servers have signing keys in common.</summary>
public class SharedKeysTests
{
    private readonly SharedTexts _texts = new();
    private readonly FixedClock _clock = new();

    [Fact]
    public async Task TheFirstServerThatNeedsAKey_MakesIt()
    {
        var (one, other) = (Open(), Open());
        await one.RefreshAsync(isNeeded: false);
        Assert.True(one.IsRead && one.Current.IsEmpty);
        Assert.Empty(_texts.All);

        await one.RefreshAsync(isNeeded: true);
        await other.RefreshAsync(isNeeded: true);
        Assert.Equal(IdOf(one.Current.SignerAt(_clock.Now)), IdOf(other.Current.SignerAt(_clock.Now)));
        Assert.Single(one.Current.TakenAt(_clock.Now));
    }

    [Fact]
    public async Task WhereTwoMakeOneAtTheSameTime_OneCounts()
    {
        var servers = Enumerable.Range(0, 8).Select(_ => Open()).ToList();
        await Task.WhenAll(servers.Select(server => Task.Run(() => server.RefreshAsync(isNeeded: true).AsTask())));
        Assert.Single(servers.Select(server => IdOf(server.Current.SignerAt(_clock.Now))).Distinct());
    }

    [Fact]
    public async Task ANewKey_IsKnownBeforeItSigns_AndTheEarlierOneIsTakenUntilItsTokensAreOver()
    {
        var (one, other) = (Open(), Open());
        await one.RefreshAsync(isNeeded: true);
        await other.RefreshAsync(isNeeded: true);
        var old = IdOf(one.Current.SignerAt(_clock.Now));

        _clock.Now += TimeSpan.FromDays(1);
        await one.RefreshAsync(isNeeded: true);
        Assert.Equal(old, IdOf(one.Current.SignerAt(_clock.Now)));
        Assert.Equal(2, one.Current.TakenAt(_clock.Now).Count());
        await other.RefreshAsync(isNeeded: true);

        _clock.Now += SharedKeys.Lead;
        var renewed = IdOf(one.Current.SignerAt(_clock.Now));
        Assert.NotEqual(old, renewed);
        Assert.Equal(renewed, IdOf(other.Current.SignerAt(_clock.Now)));
        Assert.Contains(old, other.Current.TakenAt(_clock.Now).Select(IdOf));
        Assert.False(one.Current.IsDueAt(_clock.Now));

        _clock.Now += TimeSpan.FromHours(1);
        Assert.Equal([renewed], other.Current.TakenAt(_clock.Now).Select(IdOf));
    }

    [Fact]
    public async Task WhileTheyCannotBeRead_ThoseThatAreKnownHold()
    {
        var (one, late) = (Open(), Open());
        await one.RefreshAsync(isNeeded: true);
        _texts.IsAway = true;
        _clock.Now += TimeSpan.FromDays(2);
        await one.RefreshAsync(isNeeded: true);
        await late.RefreshAsync(isNeeded: true);
        Assert.False(one.Current.IsEmpty);
        Assert.False(late.IsRead);

        _texts.IsAway = false;
        await late.RefreshAsync(isNeeded: false);
        Assert.Equal(IdOf(one.Current.SignerAt(_clock.Now)), IdOf(late.Current.SignerAt(_clock.Now)));
    }

    private static string IdOf(SecurityKey key) => Convert.ToBase64String(((SymmetricSecurityKey)key).Key);

    private SharedKeys Open() => new(
        _texts, new OnlineMlAccessOptions { SigningKeyLifetime = TimeSpan.FromDays(1), TokenLifetime = TimeSpan.FromHours(1) }, _clock, NullLogger<SharedKeys>.Instance);
}
