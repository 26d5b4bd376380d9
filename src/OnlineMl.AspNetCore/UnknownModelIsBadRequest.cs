namespace OnlineMl.AspNetCore;

/// <summary>Marks endpoints that answer 400, not 404, when there is no model of the name given.</summary>
internal sealed class UnknownModelIsBadRequest
{
    public static UnknownModelIsBadRequest Instance { get; } = new();
}
