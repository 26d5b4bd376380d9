using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>How many bytes of memory a model takes with what measures it.</summary>
/// <remarks>What is described as state is added up in no time, but is only about half of what some models hold: tables by which texts are found, scratch
/// vectors, the nodes of trees. So all that a model holds is gone through, which takes a second for some hundred megabytes, only after it has grown or
/// shrunk by an eighth; in between it is taken to be as many times as much as what is described as it was then.</remarks>
internal sealed class ModelSize(Model model, MeasuredModel measured)
{
    private const int ChangeToWalk = 8;

    private long _described;
    private long _walked;

    /// <summary>How far the model's vocabularies had grown when it was last measured.</summary>
    public NameCount Names { get; private set; }

    /// <summary>Measures it.</summary>
    public long Measure()
    {
        (var described, Names) = StateFormat.Measure(model);
        described += StateFormat.MemorySize(measured.Metrics) + StateFormat.MemorySize(measured.Record);
        if (Math.Abs(described - _described) > _described / ChangeToWalk)
        {
            (_described, _walked) = (described, HeapMeasure.SizeOf(measured));
        }

        return (long)(_walked * ((double)described / _described));
    }
}
