using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving;

/// <summary>What a <see cref="LogReplay"/> led to.</summary>
public sealed class ReplayResult
{
    private readonly IModelHistory _history;
    private readonly ModelState _state;

    internal ReplayResult(IModelHistory history, ModelState state)
    {
        _history = history;
        _state = state;
        From = state.Position;
    }

    /// <summary>The position before the first event that was applied.</summary>
    public long From { get; }

    /// <summary>The position of the last event that was applied.</summary>
    public long Position => _state.Position;

    /// <summary>How many remembered predictions were applied.</summary>
    public long Predictions { get; private set; }

    /// <summary>How many learns were applied.</summary>
    public long Learns { get; private set; }

    /// <summary>How many labels were applied.</summary>
    public long Labels { get; private set; }

    /// <summary>How many of the events the model refused; labels of predictions before <see cref="From"/> are among them.</summary>
    public long Refused { get; private set; }

    /// <summary>The metrics by name; for the served model itself they count from its beginning.</summary>
    public IReadOnlyDictionary<string, double> Metrics => _state.ReadMetrics();

    /// <summary>The SHA-256 of all that follows from the events: the model, its metrics, what it remembers. A server that has applied the same events has
    /// the same.</summary>
    public string StateHash => _state.Hash();

    /// <summary>How many learns and labels were learned, those that came twice counted once.</summary>
    internal long LearnedOnce => _state.LearnCalls.Read().Calls;

    /// <summary>Whether a model took the place of the served one that had learned elsewhere, which the challenger passed over.</summary>
    internal bool HasMetTrained { get; set; }

    /// <summary>What the events led to so far.</summary>
    internal ModelState State => _state;

    /// <summary>The model.</summary>
    public Model Model => _state.Model;

    /// <summary>What was found damaged or missing; events from there on were not applied.</summary>
    public IReadOnlyList<StorageFault> Faults => _history.Faults;

    /// <summary>Writes the model with its metrics and remembered predictions, as a file that a service imports and that <see cref="Model"/> loads.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(ServedSnapshot.Write(_state));
    }

    internal void Count(EventKind kind, bool isRefused)
    {
        Refused += isRefused ? 1 : 0;
        switch (kind)
        {
            case EventKind.Predict or EventKind.Pull:
                Predictions++;
                break;
            case EventKind.Learn:
                Learns++;
                break;
            case EventKind.Label:
                Labels++;
                break;
            case EventKind.Limits or EventKind.Replace or EventKind.Cut or EventKind.Merge:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such event.");
        }
    }
}
