using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Tests.Contract;

/// <summary>Several threads may read one vector at once, each with a copy of the component of its own.</summary>
public sealed class ReadersTests
{
    [Theory]
    [MemberData(nameof(ContractTests.Learning), MemberType = typeof(ContractTests))]
    public void TwoReadersOfOneExampleAnswerAsOne(string type)
    {
        var first = Subjects.Of(Samples.Make(Samples.Find(type)))!;
        var examples = Streams.Wide(100);
        foreach (var example in examples)
        {
            first.Learn(example);
        }

        var second = Subjects.Of(Untrained.Copy(first.Component))!;
        StateFormat.CopyTo(first, second);
        var expected = examples.ConvertAll(first.Answer);

        var shared = examples.ConvertAll(first.Read);
        List<Figure>[][] answers = [new List<Figure>[examples.Count], new List<Figure>[examples.Count]];
        using var both = new Barrier(2);
        var reader = new Thread(() => AnswerAll(second, answers[1]));
        reader.Start();
        AnswerAll(first, answers[0]);
        reader.Join();

        Assert.All(answers, each => Assert.Equal(expected, each));

        void AnswerAll(Subject subject, List<Figure>[] given)
        {
            for (var i = 0; i < shared.Count; i++)
            {
                both.SignalAndWait();
                given[i] = subject.AnswerFor(examples[i], shared[i]);
            }
        }
    }
}
