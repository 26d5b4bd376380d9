namespace OnlineMl;

/// <summary>What a model says about one example: a reusable buffer that a model of any task can fill.</summary>
public sealed class Prediction
{
    /// <summary>The task of the model that filled this.</summary>
    public ModelTask Task { get; private set; } = ModelTask.Regression;

    /// <summary>Whether there is no answer, because the model has learned nothing yet.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>The predicted target of a regression, or the score of an anomaly detector.</summary>
    public double Number { get; private set; }

    /// <summary>The number of the cluster of a clustering; 0 when there is none, which <see cref="IsEmpty"/> tells.</summary>
    public int Cluster { get; private set; }

    /// <summary>The most probable class of a classification.</summary>
    public Label Label { get; private set; }

    /// <summary>The classes and their probabilities; empty when the model is no classifier.</summary>
    public Probabilities Probabilities { get; } = new();

    /// <summary>Forgets the answer.</summary>
    public void Clear()
    {
        IsEmpty = true;
        Label = default;
        Probabilities.Clear();
    }

    /// <summary>Makes this a number.</summary>
    public void SetNumber(ModelTask task, double number)
    {
        Clear();
        Become(task);
        Number = number;
        IsEmpty = false;
    }

    /// <summary>Makes this the score of an anomaly detector, or the answer that there is none yet when it is NaN.</summary>
    public void SetScore(ModelTask task, double score)
    {
        SetNumber(task, score);
        IsEmpty = double.IsNaN(score);
    }

    /// <summary>Makes this a cluster, or the answer that the example belongs to none.</summary>
    public void SetCluster(int? cluster)
    {
        Clear();
        Become(ModelTask.Clustering);
        Cluster = cluster ?? 0;
        IsEmpty = cluster is null;
    }

    /// <summary>Makes this a class without probabilities.</summary>
    public void SetLabel(ModelTask task, Label label)
    {
        Clear();
        Become(task);
        Label = label;
        IsEmpty = label.IsNone;
    }

    /// <summary>Takes over the probabilities that were written to <see cref="Probabilities"/>.</summary>
    public void SetProbabilities(ModelTask task)
    {
        Become(task);
        Label = Probabilities.MostProbable;
        IsEmpty = Probabilities.Count == 0;
    }

    /// <summary>Makes this a copy of another prediction.</summary>
    public void CopyFrom(Prediction other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Task = other.Task;
        IsEmpty = other.IsEmpty;
        Number = other.Number;
        Cluster = other.Cluster;
        Label = other.Label;
        Probabilities.CopyFrom(other.Probabilities);
    }

    // Mostly it is the same task again, and writing a reference costs more than comparing it.
    private void Become(ModelTask task)
    {
        if (!ReferenceEquals(Task, task))
        {
            ArgumentNullException.ThrowIfNull(task);
            Task = task;
        }
    }
}
