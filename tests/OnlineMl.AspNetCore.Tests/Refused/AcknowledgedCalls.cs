namespace OnlineMl.AspNetCore.Tests.Refused;

/// <summary>How many learns and labels of one worker were acknowledged and are still to be found, each key once.</summary>
/// <param name="own">The model that only this worker uses, and deletes.</param>
internal sealed class AcknowledgedCalls(string own)
{
    private readonly HashSet<(string Model, string Key)> _keys = [];

    public string Own => own;

    public long Count { get; private set; }

    public long CountOfOwn { get; private set; }

    /// <summary>How many were acknowledged that came with the key of an earlier one.</summary>
    public int Repeated { get; private set; }

    /// <summary>How often the own model was deleted.</summary>
    public int Deleted { get; private set; }

    public void Add(string model, string? key)
    {
        // What a header has around its value is not part of it.
        if (key is not null && !_keys.Add((model, key.Trim(' '))))
        {
            Repeated++;
            return;
        }

        Count++;
        CountOfOwn += model == own ? 1 : 0;
    }

    /// <summary>Adds calls of a batch, in which the own model does not come.</summary>
    public void AddMany(int calls) => Count += calls;

    /// <summary>The own model is gone with all that it learned and remembered.</summary>
    public void ForgetOwn()
    {
        Deleted++;
        Count -= CountOfOwn;
        CountOfOwn = 0;
        _keys.RemoveWhere(call => call.Model == own);
    }
}
