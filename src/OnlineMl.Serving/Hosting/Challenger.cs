using System.Globalization;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>A model that learns from the log of a served one to take its place, and what it must have learned for that.</summary>
/// <param name="model">The model, which has learned its seed.</param>
/// <param name="seeded">How many examples that has.</param>
/// <param name="mayBePart">Whether it may know less than the served one.</param>
internal sealed class Challenger(Model model, long seeded, bool mayBePart)
{
    private static readonly string More =
        $"{nameof(OnlineMlStorageOptions.RetainAllEvents)} keeps all from now on, and {nameof(StoredModelDifference.RetrainFromKeptEvents)} is content with a part";

    /// <summary>The model.</summary>
    public Model Model => model;

    /// <summary>What it is made of.</summary>
    public string Spec { get; } = model.ToSpec();

    /// <summary>How many examples it has learned.</summary>
    public long LearnedOf(ReplayResult result) => seeded + result.State.Record.Examples;

    /// <summary>Refuses a log that cannot have enough, before it is read.</summary>
    /// <param name="first">The position of the first event that is kept.</param>
    /// <param name="last">The position of the last one that there was.</param>
    /// <param name="served">How many examples the served model has learned.</param>
    /// <exception cref="StorageException">It lacks what the served model has learned from.</exception>
    public void CheckBegin(long first, long last, long served)
    {
        if (first > last && last > 0 && served > 0 && seeded == 0)
        {
            throw new StorageException($"the log has none of its events any more; {nameof(OnlineMlStorageOptions.RetainAllEvents)} keeps all from now on");
        }

        if (first > 1 && served > 0 && !mayBePart)
        {
            throw new StorageException(string.Create(CultureInfo.InvariantCulture, $"the log begins with event {first} of {last}; {More}"));
        }
    }

    /// <summary>Refuses to take the place of a model that has learned from what the log does not have.</summary>
    /// <param name="result">What it has learned.</param>
    /// <param name="served">How many examples the served model has learned.</param>
    /// <exception cref="StorageException">It has.</exception>
    public void CheckAll(ReplayResult result, long served)
    {
        var learned = LearnedOf(result);
        if (learned == 0 && served > 0)
        {
            throw new StorageException(string.Create(CultureInfo.InvariantCulture, $"the log has none of the {served} examples it has learned"));
        }

        if (mayBePart)
        {
            return;
        }

        if (learned + result.Refused < served)
        {
            throw new StorageException(string.Create(CultureInfo.InvariantCulture, $"the log has {learned} of the {served} examples it has learned; {More}"));
        }

        if (result.HasMetTrained)
        {
            throw new StorageException(
                $"a trained model was put into its place, and the log does not have what that has learned; {nameof(StoredModelDifference.RetrainFromKeptEvents)} passes over it");
        }
    }
}
