namespace OnlineMl.Statistics;

/// <summary>A covariance that is kept up to date: Schubert and Gertz, SSDBM (2018).</summary>
internal struct RunningCovariance
{
    public double Weight;
    public double MeanX;
    public double MeanY;
    public double Products;

    public void Update(double x, double y, double weight)
    {
        Weight += weight;
        var share = weight / Weight;
        var difference = x - MeanX;
        MeanX = Towards(MeanX, x, share);
        MeanY = Towards(MeanY, y, share);
        var rest = y - MeanY;
        Products += rest == 0 ? 0 : weight * (difference * rest);
    }

    public void Revert(double x, double y, double weight)
    {
        Weight -= weight;
        if (Weight > 0)
        {
            var difference = x - MeanX;
            var share = weight / Weight;
            MeanX -= difference * share;
            MeanY -= (y - MeanY) * share;
            Products -= weight * (difference * (y - MeanY));
        }
        else
        {
            this = default;
        }
    }

    public void Merge(in RunningCovariance other)
    {
        if (other.Weight <= 0)
        {
            return;
        }

        var total = Weight + other.Weight;
        var share = other.Weight / total;
        var differenceX = other.MeanX - MeanX;
        var differenceY = other.MeanY - MeanY;

        // The first part is no distance away from anything, although its own may be too large to be squared.
        Products += other.Products + (Weight == 0 || differenceX == 0 ? 0 : differenceX * (Weight * share) * differenceY);
        MeanX = Towards(MeanX, other.MeanX, share);
        MeanY = Towards(MeanY, other.MeanY, share);
        Weight = total;
    }

    /// <summary>What was added to an earlier covariance to make this one.</summary>
    public readonly RunningCovariance Without(in RunningCovariance origin)
    {
        var weight = Weight - origin.Weight;
        if (!(weight > 0) || origin.Weight == 0)
        {
            return weight > 0 ? this : default;
        }

        return new RunningCovariance
        {
            Weight = weight,
            MeanX = RunningMean.MeanWithout(MeanX, origin.MeanX, origin.Weight, weight),
            MeanY = RunningMean.MeanWithout(MeanY, origin.MeanY, origin.Weight, weight),
            Products = Products - origin.Products - ((MeanX - origin.MeanX) * (origin.Weight / weight * Weight) * (MeanY - origin.MeanY)),
        };
    }

    // A mean that lies so far away that their distance is no number is still one.
    private static double Towards(double mean, double value, double share)
    {
        var difference = value - mean;
        return double.IsFinite(difference) ? mean + difference * share : mean * (1 - share) + value * share;
    }
}
