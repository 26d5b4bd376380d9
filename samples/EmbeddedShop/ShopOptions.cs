namespace EmbeddedShop;

/// <summary>The shop's settings.</summary>
internal sealed class ShopOptions
{
    /// <summary>After how long a page view without a purchase counts as lost.</summary>
    public TimeSpan LostAfter { get; set; } = TimeSpan.FromMinutes(30);
}
