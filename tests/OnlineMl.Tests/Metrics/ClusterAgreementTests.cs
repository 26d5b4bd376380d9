using OnlineMl.Metrics;

namespace OnlineMl.Tests.Metrics;

public class ClusterAgreementTests
{
    [Fact]
    public void Rand_CountsPairsThatAgree() => Assert.Equal(2.0 / 3, After(new Rand()), 1e-12);

    [Fact]
    public void AdjustedRand_SubtractsChance() => Assert.Equal(0.24242424242424243, After(new AdjustedRand()), 1e-12);

    [Fact]
    public void VBeta_IsTheMutualInformationNormalizedByTheMean()
    {
        Assert.Equal(After(new NormalizedMutualInfo()), After(new VBeta()), 1e-12);
        Assert.Equal(2.0 / 3, After(new Completeness()), 1e-12);
    }

    [Fact]
    public void AdjustedMutualInfo_IsOneForTheSameGroupsUnderOtherNames()
    {
        var metric = new AdjustedMutualInfo();
        for (long i = 0; i < 12; i++)
        {
            metric.Update(i % 3, 10 - i % 3);
        }

        Assert.Equal(1, metric.Value, 1e-12);
    }

    private static double After(ConfusionMatrixMetric metric)
    {
        long[] truth = [1, 1, 2, 2, 3, 3];
        long[] predicted = [1, 1, 1, 2, 2, 2];
        for (var i = 0; i < truth.Length; i++)
        {
            metric.Update(truth[i], predicted[i]);
        }

        return metric.Value;
    }
}
