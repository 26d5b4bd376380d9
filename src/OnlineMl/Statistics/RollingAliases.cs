using OnlineMl.Catalog;

#pragma warning disable MA0048 // A table of names and what they stand for reads better in one place than in six.
namespace OnlineMl.Statistics;

/// <summary>The mean of the last numbers. 0 before there is one.</summary>
/// <remarks>The same as <see cref="RollingStatistic"/> around <see cref="Mean"/>, under the name that older models use.</remarks>
/// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
[Component("RollingMean")]
public sealed class RollingMean(int windowSize) : RollingAlias(new Mean(), windowSize);

/// <summary>The sum of the last numbers. 0 before there is one.</summary>
/// <remarks>The same as <see cref="RollingStatistic"/> around <see cref="Sum"/>, under the name that older models use.</remarks>
/// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
[Component("RollingSum")]
public sealed class RollingSum(int windowSize) : RollingAlias(new Sum(), windowSize);

/// <summary>The variance of the last numbers. 0 until more than <see cref="Ddof"/> were seen.</summary>
/// <remarks>The same as <see cref="RollingStatistic"/> around <see cref="Var"/>, under the name that older models use.</remarks>
/// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
[Component("RollingVar")]
public sealed class RollingVar(int windowSize) : RollingAlias(new Var(), windowSize)
{
    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof
    {
        get => ((Var)Rolling.Obj).Ddof;
        init => Rolling = new RollingStatistic(new Var { Ddof = value }, WindowSize);
    }
}

/// <summary>The standard error of the mean of the last numbers. 0 until more than <see cref="Ddof"/> were seen.</summary>
/// <remarks>The same as <see cref="RollingStatistic"/> around <see cref="Sem"/>, under the name that older models use.</remarks>
/// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
[Component("RollingSEM")]
public sealed class RollingSem(int windowSize) : RollingAlias(new Sem(), windowSize)
{
    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof
    {
        get => ((Sem)Rolling.Obj).Ddof;
        init => Rolling = new RollingStatistic(new Sem { Ddof = value }, WindowSize);
    }
}

/// <summary>The covariance of the last pairs. 0 before there are two.</summary>
/// <remarks>The same as <see cref="RollingBivariateStatistic"/> around <see cref="Cov"/>, under the name that older models use.</remarks>
/// <param name="windowSize">How many pairs count. Range [1, ∞).</param>
[Component("RollingCov")]
public sealed class RollingCov(int windowSize) : RollingPairAlias(new Cov(), windowSize)
{
    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof
    {
        get => ((Cov)Rolling.Obj).Ddof;
        init => Rolling = new RollingBivariateStatistic(new Cov { Ddof = value }, WindowSize);
    }
}

/// <summary>Pearson's correlation of the last pairs. 0 while either does not vary.</summary>
/// <remarks>The same as <see cref="RollingBivariateStatistic"/> around <see cref="PearsonCorr"/>, under the name that older models use.</remarks>
/// <param name="windowSize">How many pairs count. Range [1, ∞).</param>
[Component("RollingPearsonCorr")]
public sealed class RollingPearsonCorr(int windowSize) : RollingPairAlias(new PearsonCorr(), windowSize)
{
    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof
    {
        get => ((PearsonCorr)Rolling.Obj).Ddof;
        init => Rolling = new RollingBivariateStatistic(new PearsonCorr { Ddof = value }, WindowSize);
    }
}
