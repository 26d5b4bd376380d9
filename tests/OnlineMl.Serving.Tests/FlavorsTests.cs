using OnlineMl.Contracts;

namespace OnlineMl.Serving.Tests;

public class FlavorsTests
{
    [Fact]
    public void EveryFlavor_HasANameThatIsUnderstood()
    {
        Assert.All(Enum.GetValues<Flavor>(), flavor => Assert.Equal(flavor, Flavors.Parse(Flavors.NameOf(flavor))));
        Assert.Equal(Enum.GetValues<Flavor>().Length, Flavors.Names.Count);
        Assert.Equal(Flavor.Custom, Flavors.Parse("creme"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Flavors.NameOf((Flavor)99));
    }

    [Fact]
    public void EveryTask_FitsFlavorsThatExist_AndTheirMetricsMeasureIt()
    {
        foreach (var task in ModelTask.All)
        {
            foreach (var name in task.Flavors)
            {
                var flavor = Flavors.Parse(name);
                Flavors.Check(flavor, task);
                Assert.All(Flavors.Metrics(flavor), metric => Assert.True(task.IsMeasuredBy(metric), $"{metric.Name} does not measure {task}."));
            }

            Flavors.Check(Flavor.Custom, task);
        }

        Assert.Throws<OnlineMlException>(() => Flavors.Check(Flavor.Cluster, ModelTask.Regression));
    }
}
