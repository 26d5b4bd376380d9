namespace OnlineMl.Serving;

/// <summary>What an event of a model's log is. The numbers are stored.</summary>
internal enum EventKind
{
    Predict = 1,
    Learn = 2,
    Label = 3,
}
