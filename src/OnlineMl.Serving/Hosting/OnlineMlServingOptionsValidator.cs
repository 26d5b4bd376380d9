using System.Globalization;
using Microsoft.Extensions.Options;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Finds every fault of the options at once.</summary>
internal sealed class OnlineMlServingOptionsValidator : IValidateOptions<OnlineMlServingOptions>
{
    public ValidateOptionsResult Validate(string? name, OnlineMlServingOptions options)
    {
        var faults = new List<string>();
        Check(options.StoragePath is null || !string.IsNullOrWhiteSpace(options.StoragePath), nameof(options.StoragePath), options.StoragePath, "a path or null");
        Check(Enum.IsDefined(options.Durability), nameof(options.Durability), options.Durability, $"{nameof(Durability.Fsync)}, {nameof(Durability.OperatingSystem)} or {nameof(Durability.None)}");
        Check(options.RetainEventsFor >= TimeSpan.Zero, nameof(options.RetainEventsFor), options.RetainEventsFor, "0 or more");
        Check(options.RetainEventBytes >= 0, nameof(options.RetainEventBytes), options.RetainEventBytes, "0 or more");
        Check(options.SnapshotInterval > TimeSpan.Zero, nameof(options.SnapshotInterval), options.SnapshotInterval, "above 0");
        Check(options.SnapshotEvents >= 1, nameof(options.SnapshotEvents), options.SnapshotEvents, "at least 1");
        Check(options.MemoryBudget is null or >= 1 << 20, nameof(options.MemoryBudget), options.MemoryBudget, "at least 1048576, or null");
        Check(options.MaxModelBytes is null or >= 1 << 20, nameof(options.MaxModelBytes), options.MaxModelBytes, "at least 1048576, or null");
        Check(options.RememberedPredictions >= 0, nameof(options.RememberedPredictions), options.RememberedPredictions, "0 or more");
        Check(options.RememberedBytes >= 0, nameof(options.RememberedBytes), options.RememberedBytes, "0 or more");
        Check(options.RememberFor > TimeSpan.Zero, nameof(options.RememberFor), options.RememberFor, "above 0");
        Check(options.IdempotencyKeys >= 0, nameof(options.IdempotencyKeys), options.IdempotencyKeys, "0 or more");
        Check(options.IdempotencyFor > TimeSpan.Zero, nameof(options.IdempotencyFor), options.IdempotencyFor, "above 0");
        Check(options.MaxModels >= 1, nameof(options.MaxModels), options.MaxModels, "at least 1");
        Check(options.MaxFeatures >= 1, nameof(options.MaxFeatures), options.MaxFeatures, "at least 1");
        Check(options.MaxClasses >= 2, nameof(options.MaxClasses), options.MaxClasses, "at least 2");
        Check(options.MaxIdentifierLength is >= 36 and <= 4096, nameof(options.MaxIdentifierLength), options.MaxIdentifierLength, "36 to 4096");
        Check(options.ListenerCapacity >= 1, nameof(options.ListenerCapacity), options.ListenerCapacity, "at least 1");
        Check(options.ResumableEvents >= 0, nameof(options.ResumableEvents), options.ResumableEvents, "0 or more");
        Check(options.ResumableFor >= TimeSpan.Zero, nameof(options.ResumableFor), options.ResumableFor, "0 or more");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool isGood, string option, object? value, string allowed)
        {
            if (!isGood)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{option} is {value ?? "null"}; allowed is {allowed}."));
            }
        }
    }
}
