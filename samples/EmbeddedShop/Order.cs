namespace EmbeddedShop;

internal sealed record Order(string Visitor, int Product);
