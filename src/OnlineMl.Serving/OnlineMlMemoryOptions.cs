using OnlineMl.Serving.Configuration;

namespace OnlineMl.Serving;

/// <summary>How much memory models may take.</summary>
/// <remarks>Set in code by <c>AddOnlineMl().Configure&lt;OnlineMlMemoryOptions&gt;(…)</c>; the configuration section <c>OnlineMl</c> and environment variables
/// such as <c>OnlineMl__MemoryBudget</c> override the code.</remarks>
public sealed class OnlineMlMemoryOptions : IReviewedOptions
{
    /// <summary>How many bytes of memory the loaded models may take. Close to it the least recently used are unloaded once their state is
    /// saved, and beyond it a model that is to be loaded waits for them; only one that alone needs more stays. At least 1 MiB; default null,
    /// which is half of the memory that the process may use.</summary>
    public long? MemoryBudget { get; set; }

    /// <summary>How many bytes of memory one model may take with its metrics. A new one whose parameters imply more, as <see cref="Catalog.ISized"/> says, is
    /// refused; one that has grown beyond it predicts, and refuses to learn. What waits for labels has a limit of its own, <see cref="OnlineMlCallOptions.RememberedBytes"/>.
    /// At least 1 MiB; default null, which is a quarter of the <see cref="MemoryBudget"/>.</summary>
    public long? MaxModelBytes { get; set; }

    internal long BytesOfModels => MemoryBudget ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    internal long BytesOfOneModel => MaxModelBytes ?? Math.Max(1, BytesOfModels / 4);

    void IReviewedOptions.Review(OptionReview review)
    {
        review.Check(MemoryBudget is null or >= 1 << 20, nameof(MemoryBudget), MemoryBudget, "at least 1048576, or null");
        review.Check(MaxModelBytes is null or >= 1 << 20, nameof(MaxModelBytes), MaxModelBytes, "at least 1048576, or null");
    }
}
