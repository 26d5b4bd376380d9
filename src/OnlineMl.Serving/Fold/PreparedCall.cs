using System.Buffers;
using OnlineMl.Features;

namespace OnlineMl.Serving.Fold;

/// <summary>What was worked out for a call before its event is applied: its features in a vector of the model, and the answer to a
/// prediction. Reused.</summary>
internal sealed class PreparedCall(FeatureVector example)
{
    private int _vocabulary;
    private bool _hasExample;
    private bool _hasTarget;
    private Target _target;
    private Answer? _answer;
    private long _learned;

    /// <summary>The features, in a vector of the model.</summary>
    public FeatureVector Example => example;

    /// <summary>The prepared prediction with all its probabilities as JSON; empty where it does not differ.</summary>
    public ArrayBufferWriter<byte> InFull { get; } = new();

    /// <summary>The model that takes the place of the served one; null for all other calls.</summary>
    public Model? Replacement { get; set; }

    /// <summary>Notes that <see cref="Example"/> holds the features of the call.</summary>
    /// <param name="vocabulary">The vocabulary of the model when they were read.</param>
    public void TakeExample(int vocabulary) => (_hasExample, _vocabulary) = (true, vocabulary);

    /// <summary>The features if they are as they would be read now; null when they have to be read again, because names or texts that were
    /// unknown may be known by now, as they will be to a replay.</summary>
    public FeatureVector? ExampleFor(int vocabulary) => _hasExample && (!example.HasStrangers || vocabulary == _vocabulary) ? example : null;

    /// <summary>Notes the target as the call says it.</summary>
    public void TakeTarget(in Target target) => (_hasTarget, _target) = (true, target);

    /// <summary>Gives the target if it was read.</summary>
    public bool TryGetTarget(out Target target)
    {
        target = _target;
        return _hasTarget;
    }

    /// <summary>Notes the answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="learned">How much the model had learned.</param>
    public void TakeAnswer(Answer answer, long learned) => (_answer, _learned) = (answer, learned);

    /// <summary>The answer if the model has learned nothing since; null when it has to be asked.</summary>
    public Answer? AnswerFor(long learned) => learned == _learned ? _answer : null;

    /// <summary>Forgets the answer, as it is to be worked out anew.</summary>
    public void ForgetAnswer()
    {
        _answer = null;
        InFull.ResetWrittenCount();
    }

    /// <summary>Makes it ready for the next call.</summary>
    public void Reset()
    {
        _hasExample = false;
        _hasTarget = false;
        Replacement = null;
        ForgetAnswer();
    }
}
