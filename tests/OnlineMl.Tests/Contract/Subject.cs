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

    /// <summary>Whether the component takes weights.</summary>
    public virtual bool IsWeighted => false;

    /// <summary>Whether what the component learns of an example is its number.</summary>
    public virtual bool LearnsNumber => false;

    /// <summary>Lets the component decide whether it learns an example, of which neither names nor numbers were checked before.</summary>
    /// <returns>The refusal; null when it was learned.</returns>
    public Exception? Offer(Example example)
    {
        var x = new FeatureVector(_space, keepsStrangers: true);
        foreach (var feature in example.Features)
        {
            if (feature.Text is null)
            {
                x.Add(x.Resolve(feature.Name), feature.Number);
            }
            else
            {
                x.Add(feature.Name, feature.Text);
            }
        }

        try
        {
            Learn(example, x);
            return null;
        }
        catch (Exception refusal) when (refusal is NonFiniteStepException or ArgumentException or TooManyFeaturesException)
        {
            return refusal;
        }
    }

    /// <summary>A vector with the features of an example over the names that the subject knows.</summary>
    public FeatureVector Read(Example example)
    {
        var x = new FeatureVector(_space, keepsStrangers: true);
        Fill(example, x);
        return x;
    }

    /// <summary>What the component makes of an example whose features were read already.</summary>
    public List<Figure> AnswerFor(Example example, FeatureVector x)
    {
        var answer = new List<Figure>();
        Answer(example, x, answer);
        return answer;
    }

    /// <summary>What the component makes of an example, without learning from it.</summary>
    public List<Figure> Answer(Example example)
    {
        var answer = new List<Figure>();
        var x = new FeatureVector(_space, keepsStrangers: true);
        Feed(example, x, (given, fed) => Answer(given, fed, answer));
        return answer;
    }

    /// <summary>Learns from an example of whose answers nothing is expected.</summary>
    public void TryLearn(Example example)
    {
        var x = new FeatureVector(_space);
        Fill(example, x);
        Learn(example, x);
    }

    /// <summary>Asks for an answer of which nothing is expected but that there is one.</summary>
    public void TryAnswer(Example example)
    {
        var x = new FeatureVector(_space, keepsStrangers: true);
        Fill(example, x);
        try
        {
            Answer(example, x, []);
        }
        catch (Xunit.Sdk.XunitException)
        {
            // Probabilities of damaged numbers need not add up.
        }
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
        Fill(example, x);
        action(example, x);
        Assert.Equal(example.Features, x);
    }

    private static void Fill(Example example, FeatureVector x)
    {
        foreach (var feature in example.Features)
        {
            x.Add(feature.Name, feature.Text is null ? feature.Number : feature.Text);
        }
    }
}
