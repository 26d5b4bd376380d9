using OnlineMl.AspNetCore.Authentication;

namespace OnlineMl.AspNetCore.Tests.Authentication;

public class HashedSecretTests
{
    [Fact]
    public void Hash_IsOfItsSecretOnly()
    {
        var hash = HashedSecret.Make("very: secret", iterations: 1000);
        Assert.True(HashedSecret.IsHash(hash));
        Assert.True(HashedSecret.IsOf(hash, "very: secret"));
        Assert.False(HashedSecret.IsOf(hash, "very: Secret"));
        Assert.NotEqual(hash, HashedSecret.Make("very: secret", iterations: 1000));
        Assert.DoesNotContain("secret", hash, StringComparison.Ordinal);
    }

    // The figure is that of hashlib.pbkdf2_hmac of Python.
    [Fact]
    public void Hash_IsPbkdf2() =>
        Assert.True(HashedSecret.IsOf("pbkdf2-sha256$1000$c2FsdHNhbHQ=$E196ZhRPzw+wA84EjzHwJO1cv/MFJdO6C/sxmUeTYqY=", "password"));

    [Theory]
    [InlineData("secret")]
    [InlineData("pbkdf2-sha256$")]
    [InlineData("pbkdf2-sha256$0$c2FsdHNhbHQ=$c2FsdHNhbHRzYWx0c2FsdA==")]
    [InlineData("pbkdf2-sha256$99999999999$c2FsdHNhbHQ=$c2FsdHNhbHRzYWx0c2FsdA==")]
    [InlineData("pbkdf2-sha256$1000$c2FsdHNhbHQ=$c2Fs")]
    [InlineData("pbkdf2-sha256$1000$!$c2FsdHNhbHRzYWx0c2FsdA==")]
    [InlineData("pbkdf2-sha256$1000$c2FsdHNhbHQ=")]
    public void OtherTexts_AreNoHash(string text)
    {
        Assert.False(HashedSecret.IsHash(text));
        Assert.False(HashedSecret.IsOf(text, text));
    }
}
