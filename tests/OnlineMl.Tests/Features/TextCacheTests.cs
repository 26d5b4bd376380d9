using System.Globalization;
using System.Text;
using OnlineMl.Features;

namespace OnlineMl.Tests.Features;

public class TextCacheTests
{
    [Fact]
    public void TextOf_TheSameBytes_IsTheSameString()
    {
        var cache = new TextCache(4);
        Assert.Same(cache.TextOf("été"u8), cache.TextOf("été"u8));
    }

    [Fact]
    public void TextOf_MoreTextsThanFit_IsRightAndRemembersTheLastOne()
    {
        var cache = new TextCache(4);
        for (var i = 0; i < 100; i++)
        {
            var text = i.ToString(CultureInfo.InvariantCulture);
            var bytes = Encoding.UTF8.GetBytes(text);
            Assert.Equal(text, cache.TextOf(bytes));
            Assert.Same(cache.TextOf(bytes), cache.TextOf(bytes));
        }
    }

    [Fact]
    public void TextOf_TextsThatNeverRepeat_StopsKeepingThem()
    {
        var cache = new TextCache(4096);
        for (var i = 0; i < 2000; i++)
        {
            cache.TextOf(Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)));
        }

        Assert.NotSame(cache.TextOf("new"u8), cache.TextOf("new"u8));
    }
}
