using OnlineMl.Tests.Determinism;

namespace OnlineMl.Tests.Contract;

/// <summary>Everything in the catalog that learns: by itself, or, as an optimizer does, inside a learner that uses it.</summary>
internal static class LearningComponents
{
    public static TheoryData<string> All => [.. Samples.Listed.Select(component => component.Type.FullName!)];

    public static object Make(string type)
    {
        var made = Samples.Make(Samples.Find(type));
        return Subjects.Of(made) is null ? Fingerprints.Employed(made) : made;
    }

    public static Subject Employ(string type) => Subjects.Of(Make(type))!;

    /// <summary>The same after some examples.</summary>
    public static Subject Trained(string type)
    {
        var subject = Employ(type);
        foreach (var example in Streams.Wild(60))
        {
            subject.Learn(example);
        }

        return subject;
    }
}
