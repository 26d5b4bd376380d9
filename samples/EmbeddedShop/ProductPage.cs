namespace EmbeddedShop;

/// <summary>What a visitor gets to see.</summary>
/// <param name="Product">The product.</param>
/// <param name="ChanceOfPurchase">How probable it is that this visitor buys something soon.</param>
/// <param name="Offer">What could convince an undecided visitor; null for one who buys anyway.</param>
internal sealed record ProductPage(Product Product, double ChanceOfPurchase, string? Offer);
