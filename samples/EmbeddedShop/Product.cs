namespace EmbeddedShop;

internal sealed record Product(int Id, string Name, Category Category, decimal Price);
