using OnlineMl.State;

namespace OnlineMl.Trees.Observers;

/// <summary>Weight, mean and sum of squared deviations of a target (Welford; merging after Schubert and Gertz, 2018).</summary>
internal struct TargetMoments
{
    public double Weight;
    public double Mean;
    public double Squares;

    /// <summary>The sample variance, 0 while there is too little weight.</summary>
    public readonly double Variance => Weight > 1 ? Squares / (Weight - 1) : 0;

    public static TargetMoments operator +(TargetMoments left, TargetMoments right)
    {
        var weight = left.Weight + right.Weight;
        if (weight <= 0)
        {
            return left;
        }

        var difference = left.Mean - right.Mean;
        return new TargetMoments
        {
            Weight = weight,
            Mean = ((left.Weight * left.Mean) + (right.Weight * right.Mean)) / weight,
            Squares = left.Squares + right.Squares + (difference * difference * left.Weight * right.Weight / weight),
        };
    }

    public static TargetMoments operator -(TargetMoments all, TargetMoments part)
    {
        var rest = new TargetMoments { Weight = all.Weight - part.Weight };
        if (rest.Weight > 0)
        {
            rest.Mean = ((all.Weight * all.Mean) - (part.Weight * part.Mean)) / rest.Weight;
        }
        else
        {
            rest.Weight = 0;
        }

        var difference = rest.Mean - part.Mean;
        var weight = rest.Weight + part.Weight;
        rest.Squares = all.Squares - part.Squares - (weight > 0 ? difference * difference * rest.Weight * part.Weight / weight : 0);
        return rest;
    }

    public void Update(double y, double weight)
    {
        var all = Weight + weight;
        var mean = Mean + (weight / all * (y - Mean));
        var squares = Squares + (weight * (y - Mean) * (y - mean));
        if (double.IsFinite(squares) && double.IsFinite(mean))
        {
            (Weight, Mean, Squares) = (all, mean, squares);
        }
    }

    public void Describe(StateArchive state, string name)
    {
        double[] values = [Weight, Mean, Squares];
        state.Field(name, ref values, 3);
        if (state.IsLoading)
        {
            (Weight, Mean, Squares) = (values[0], values[1], values[2]);
        }
    }

    public static void Describe(StateArchive state, string name, ref TargetMoments[] moments, int count)
    {
        var values = new double[count * 3];
        for (var i = 0; i < count && !state.IsLoading; i++)
        {
            values[3 * i] = moments[i].Weight;
            values[(3 * i) + 1] = moments[i].Mean;
            values[(3 * i) + 2] = moments[i].Squares;
        }

        state.Field(name, ref values, FieldLength.Exactly(count, 3));
        if (state.IsLoading)
        {
            moments = new TargetMoments[values.Length / 3];
            for (var i = 0; i < moments.Length; i++)
            {
                moments[i] = new TargetMoments { Weight = values[3 * i], Mean = values[(3 * i) + 1], Squares = values[(3 * i) + 2] };
            }
        }
    }
}
