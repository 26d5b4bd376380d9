using OnlineMl.Composition;
using OnlineMl.State;

namespace OnlineMl.Catalog.Conversion;

/// <summary>Puts pipelines together from parts of any kind, and takes them apart.</summary>
internal static class PipelineAssembly
{
    /// <summary>A pipeline after the kind of its last part.</summary>
    /// <param name="parts">The parts and their places in the spec.</param>
    /// <param name="path">The place of the pipeline.</param>
    /// <param name="learnDuringPredict">Whether unsupervised steps learn while predicting.</param>
    /// <param name="wanted">What the pipeline is wanted for, which decides when the last part is several things.</param>
    public static object Build(List<(object Part, string Path)> parts, string path, bool learnDuringPredict, Type wanted)
    {
        if (parts.Count == 0)
        {
            throw new SpecException(path, "an empty array names no component.");
        }

        var transformers = new ITransformer[parts.Count - 1];
        for (var i = 0; i < transformers.Length; i++)
        {
            transformers[i] = parts[i].Part as ITransformer ?? throw new SpecException(
                parts[i].Path, $"a {parts[i].Part.GetType().Name} is no transformer, so that it can only be the last step of a pipeline.");
        }

        var (last, lastPath) = parts[^1];
        return Make(transformers, last, learnDuringPredict, wanted) ??
            throw new SpecException(lastPath, $"a {last.GetType().Name} cannot be a step of a pipeline.");
    }

    public static IReadOnlyList<object> StepsOf(Pipeline pipeline)
    {
        var steps = new List<object>();
        foreach (var transformer in pipeline.Transformers)
        {
            steps.Add(transformer);
        }

        if (pipeline.Last is { } last)
        {
            steps.Add(last);
        }

        return steps;
    }

    private static Pipeline? Make(ITransformer[] transformers, object last, bool learnDuringPredict, Type wanted)
    {
        var tasks = ModelTask.All.Where(task => task.Fits(last)).ToList();
        var task = tasks.Find(task => wanted.IsAssignableFrom(task.PipelineType)) ?? tasks.FirstOrDefault();
        return task is not null ? task.MakePipeline(transformers, (IStateful)last, learnDuringPredict)
            : last is ITransformer transformer ? Pipeline.Of([.. transformers, transformer], learnDuringPredict)
            : null;
    }
}
