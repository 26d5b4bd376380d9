namespace EmbeddedShop;

/// <summary>What the shop sells.</summary>
internal sealed class Products
{
    public IReadOnlyList<Product> All { get; } =
    [
        new(1, "A history of weather", Category.Books, 24.90m),
        new(2, "Chess set", Category.Games, 49.00m),
        new(3, "Card game", Category.Games, 12.50m),
        new(4, "Cast-iron pan", Category.Kitchen, 79.00m),
        new(5, "Bread knife", Category.Kitchen, 34.00m),
    ];

    public Product? Find(int id) => All.FirstOrDefault(product => product.Id == id);
}
