using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Datasets;
using OnlineMl.Evaluation;
using OnlineMl.Metrics;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Tests.Documents.Pages;

/// <summary>The code of <c>docs/delayed-labels.md</c>.</summary>
public class DelayedLabelsTests
{
    [Fact]
    public async Task ALabel_FindsItsPrediction()
    {
        await using var services = new ServiceCollection().AddLogging().AddOnlineMlServing().UseMemory().Services.BuildServiceProvider();
        var client = services.GetRequiredService<IOnlineMlClient>();
        await client.CreateModelAsync("binary", "\"GaussianNB\"", "churn");

        var prediction = await client.PredictAsync("churn", [new("pages", 7), new("country", "FR")]);
        await client.LabelAsync("churn", prediction.Identifier!, true);

        Assert.Equal(1, (await client.GetStatusAsync("churn")).Labels.Labelled);
    }

    [Fact]
    public void ADelay_IsMeasured()
    {
        var validation = new ProgressiveValidation { Delay = EvaluationDelay.OfExamples(100) };
        var result = validation.Run(Model.FromSpec("""["StandardScaler", "LogisticRegression"]"""), new BreastCancer(), new MetricSet(new Accuracy()));
        Assert.InRange(result.Metrics["Accuracy"], 0.9, 1);
    }
}
