namespace EmbeddedShop;

/// <summary>What is known of a visitor on a page: every property is a feature.</summary>
internal sealed record Visit(int PagesSeen, double MinutesInShop, bool CameFromSearch, Category Category, decimal Price, double? DearestSeen);
