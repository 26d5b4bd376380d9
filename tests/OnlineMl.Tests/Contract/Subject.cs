using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.Contract;

/// <summary>A component at work: what it is fed, what it answers and everything it remembers.</summary>
internal abstract class Subject(IStateful component) : IStateful
{
    private readonly FeatureSpace _space = new();

    public IStateful Component { get; } = component;

    public string Hash => StateFormat.Hash(this);

    /// <summary>Takes in an example and checks that it is left as it was.</summary>
    public void Learn(Example example)
    {
        var x = new FeatureVector(_space);
        Feed(example, x, Learn);
    }

    /// <summary>What the component makes of an example, without learning from it.</summary>
    public List<Figure> Answer(Example example)
    {
        var answer = new List<Figure>();
        var x = new FeatureVector(_space, keepsStrangers: true);
        Feed(example, x, (given, fed) => Answer(given, fed, answer));
        return answer;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("space", _space);
        state.Child("component", Component);
        DescribeMore(state);
    }

    protected abstract void Learn(Example example, FeatureVector x);

    protected abstract void Answer(Example example, FeatureVector x, List<Figure> answer);

    protected virtual void DescribeMore(StateArchive state)
    {
    }

    private static void Feed(Example example, FeatureVector x, Action<Example, FeatureVector> action)
    {
        foreach (var feature in example.Features)
        {
            x.Add(feature.Name, feature.Text is null ? feature.Number : feature.Text);
        }

        action(example, x);
        Assert.Equal(example.Features, x);
    }
}
