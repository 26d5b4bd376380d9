namespace OnlineMl.Serving;

/// <summary>What becomes of a declared model that is stored with another flavor, spec or other metrics.</summary>
public enum StoredModelDifference
{
    /// <summary>The application does not start, and the message says what differs.</summary>
    Refuse,

    /// <summary>The stored model goes on as it is, and the log has a warning that says what differs.</summary>
    Keep,

    /// <summary>A stored model that differs in its spec only is trained anew: the declared one learns its seed, if it has any, and the stored one's log in the
    /// background while the stored one serves, and then takes its place by one event, at which position, metrics, history and the predictions that wait for a
    /// label stay. Calls wait from when it is near until it has the last event and is stored. Nothing is lost by it: when the log has not all that the stored
    /// model has learned, because earlier events are not kept (see <see cref="OnlineMlStorageOptions.RetainAllEvents"/>) or it came as a trained file, the stored
    /// one goes on, and health, its status and the application's log say why; so it is when anything else fails, or the process ends meanwhile, and the next start
    /// tries again. Another flavor, another task or other metrics are refused as by <see cref="Refuse"/>.</summary>
    Retrain,

    /// <summary>As <see cref="Retrain"/>, and also when the log has only a part of what the stored model has learned: the declared one has learned just that
    /// part, and the application's log says how much it is. A log without any example leaves the stored model as it is.</summary>
    RetrainFromKeptEvents,
}
