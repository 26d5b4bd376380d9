namespace OnlineMl.Optimization;

/// <summary>What a wrong output of a model with one output costs.</summary>
public interface ILoss
{
    /// <summary>The loss of an output.</summary>
    /// <param name="y">The target; 1 or 0 for a binary loss.</param>
    /// <param name="output">The raw output of the model, before <see cref="Mean"/>.</param>
    double Value(double y, double output);

    /// <summary>The derivative of the loss with respect to the output.</summary>
    /// <param name="y">The target; 1 or 0 for a binary loss.</param>
    /// <param name="output">The raw output of the model, before <see cref="Mean"/>.</param>
    double Gradient(double y, double output);

    /// <summary>The prediction that a raw output stands for: the output itself, or a probability, or a count.</summary>
    double Mean(double output);

    /// <summary>How far an update goes that follows the gradient while it changes: the result of many infinitesimal steps in
    /// one (Karampatziakis and Langford, 2011). A loss without a closed form takes one straight step.</summary>
    /// <param name="y">The target; 1 or 0 for a binary loss.</param>
    /// <param name="output">The raw output of the model.</param>
    /// <param name="gradient">The derivative of the loss there.</param>
    /// <param name="scale">The learning rate times the weight of the example; above 0.</param>
    /// <param name="sensitivity">How much the output changes by an update of 1; above 0.</param>
    double Update(double y, double output, double gradient, double scale, double sensitivity) => -gradient * scale;
}
